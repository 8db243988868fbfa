using System.Text;
using System.Text.RegularExpressions;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Portal.Tests;

/// <summary>Output of a Standalone on its terminal.</summary>
[Collection(nameof(Portal))]
public sealed partial class FirstMinuteTests(Portal portal)
{
    [Fact]
    public void The_first_start_ends_with_one_screen_that_says_where_as_whom_and_what_to_try()
    {
        var screen = portal.Screen;
        var text = string.Join('\n', screen);

        screen.Count.ShouldBeLessThanOrEqualTo(60, text);
        screen.ShouldAllBe(l => !LogLine().IsMatch(l), text);
        text.ShouldContain($"门户  {portal.Address}");
        text.ShouldContain($"数据  {portal.Folder}");
        text.ShouldContain("刚刚生成");
        text.ShouldContain(Path.Combine(portal.Folder, "demo-accounts.json"));
        foreach (
            var login in (string[])
                ["member1", "office", "handover", "unit1", "supervisor", "leader", "system", "security", "audit"]
        )
            screen.Count(l => l.Contains($" {login} ") && l.EndsWith(portal.Accounts.PasswordOf(login))).ShouldBe(1);
        screen
            .Count(l => l.TrimStart().StartsWith("dotnet run --project services/Cli -- ", StringComparison.Ordinal))
            .ShouldBe(3);
    }

    [Fact]
    public void Everything_that_is_logged_lies_in_a_file_beside_the_data()
    {
        var text = new StringBuilder();
        foreach (var log in Folders.GetFiles(Path.Combine(portal.Folder, "logs")))
        {
            using var shared = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(shared);
            text.Append(reader.ReadToEnd());
        }

        var lines = text.ToString();
        lines.ShouldContain("Now listening on");
        LogEntry().Matches(lines).Select(m => m.Groups[1].Value).Distinct().ShouldBeSubsetOf(["INF", "WRN", "ERR"]);
        // The log contains no password.
        portal.Accounts.Accounts.ShouldAllBe(a => !lines.Contains(a.Password));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_in_one_sentence_before_anything_is_made()
    {
        var folder = Path.Combine(portal.Folder, "taken");
        await using var second = StandaloneProcess.Start(
            portal.Folder,
            "--Listen",
            $"http://127.0.0.1:{FreePort.Next()}",
            "--Gateway:Listen",
            portal.Address,
            "--Database:Folder",
            folder
        );
        (await second.EndAsync()).ShouldBe(1);
        var sentence = second.Errors.ShouldHaveSingleItem();
        sentence.ShouldContain("Gateway:Listen");
        sentence.ShouldContain(portal.Address);
        sentence.ShouldContain("端口已被占用");
        Folders.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public async Task A_second_start_says_that_it_goes_on_with_the_data_and_shows_the_log_when_asked_to()
    {
        var folder = Path.Combine(portal.Folder, "again");
        StandaloneProcess Start(params string[] more) =>
            StandaloneProcess.Start(
                portal.Folder,
                [
                    "--Listen",
                    $"http://127.0.0.1:{FreePort.Next()}",
                    "--Gateway:Listen",
                    $"http://127.0.0.1:{FreePort.Next()}",
                    "--Database:Folder",
                    folder,
                    "--Demo",
                    "false",
                    .. more,
                ]
            );

        await using (var first = Start())
        {
            var screen = await first.ReadyAsync(TimeSpan.FromMinutes(1));
            screen.ShouldContain(l => l.Contains("刚刚生成"));
            screen.ShouldContain(l => l.StartsWith("没有示例单位"));
            (await first.StopAsync()).ShouldBe(0);
        }

        await using var second = Start("--verbose", "--open");
        var again = await second.ReadyAsync(TimeSpan.FromMinutes(1));
        again.ShouldContain(l => l.Contains($"数据  {folder}　沿用已有的数据"));
        again.ShouldContain(l => LogLine().IsMatch(l));
        (await second.StopAsync()).ShouldBe(0);
        second.Output.ShouldContain(l => l.StartsWith("这台机器没有图形界面"));
    }

    [GeneratedRegex(@"^\d{4}-\S+ \S+ \S+ ([A-Z]{3}) ", RegexOptions.Multiline)]
    private static partial Regex LogEntry();

    [GeneratedRegex(@"^(\e\[[0-9;]*m)?(trce|dbug|info|warn|fail|crit)\b")]
    private static partial Regex LogLine();
}
