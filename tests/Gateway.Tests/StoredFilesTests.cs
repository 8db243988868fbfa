using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Proposals.BuildingBlocks;
using Proposals.Client;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Gateway.Tests;

/// <summary>What happens to files after their upload: they are attached, or removed, and counted.</summary>
public sealed class StoredFilesTests(GatewaySuite gateway) : IClassFixture<GatewaySuite>
{
    private static readonly TimeSpan ALittle = TimeSpan.FromMinutes(5);

    // The gateway's own, because sign-ins end after half a day.
    private readonly TestClock _clock = new(gateway.Suite.Clock.GetUtcNow());

    private static byte[] NewBytes(int count = 100) =>
        Encoding.ASCII.GetBytes(
            string.Concat(Enumerable.Range(0, (count / 32) + 1).Select(_ => $"{Guid.NewGuid():N}"))
        );

    private async Task<WebApplication> WithFilesAsync(string folder, params (string Key, string Value)[] more) =>
        await gateway.StartAsync(_clock, [("Files:Folder", Path.Combine(gateway.Suite.Folder, folder)), .. more]);

    private async Task<HttpClient> ClientAsync(WebApplication app, string login = "member1") =>
        gateway.Client((await gateway.Cast.OfAsync(login)).Authorization, new Uri(app.Urls.First()));

    private static async Task<string> UploadAsync(HttpClient client, byte[] content)
    {
        using var response = await client.PostAsync("/files?name=a.txt", new ByteArrayContent(content));
        var answer = await response.JsonAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        return answer.ToJsonString();
    }

    private static async Task<(int Http, string Code, string Reason)> RefusedAsync(HttpClient client, byte[] content)
    {
        using var response = await client.PostAsync("/files?name=a.txt", new ByteArrayContent(content));
        return await response.RefusalAsync();
    }

    private async Task<string> DraftWithAsync(HttpClient client, string uploaded)
    {
        var file = System.Text.Json.Nodes.JsonNode.Parse(uploaded)!;
        var session = (await gateway.Cast.SessionAsync()).Name;
        var draft = await client.AskAsync(
            Calls.Intake + "CreateProposal",
            new { requestId = Call.NewId(), proposal = new { session, text = new { subject = "关于文件保存的提案" } } }
        );
        await client.AskAsync(
            Calls.Intake + "AttachFile",
            new
            {
                requestId = Call.NewId(),
                proposal = (string)draft["name"]!,
                receipt = (string)file["receipt"]!,
                attachment = new
                {
                    sha256 = (string)file["sha256"]!,
                    fileName = (string)file["fileName"]!,
                    mediaType = (string)file["mediaType"]!,
                    size = (long)file["size"]!,
                },
            }
        );
        return (string)draft["name"]!;
    }

    private static string HashOf(byte[] content) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));

    private string PlaceOf(string folder, byte[] content) =>
        Path.Combine(gateway.Suite.Folder, folder, gateway.Cast.Committee, HashOf(content)[..2], HashOf(content));

    private static Task<int> SweepAsync(WebApplication app) =>
        app.Services.GetRequiredService<ForgottenFiles>().SweepAsync(CancellationToken.None);

    [Fact]
    public async Task A_file_that_nobody_attached_is_removed_after_a_day_and_any_other_stays()
    {
        const string folder = "forgotten";
        await using var app = await WithFilesAsync(folder);
        using var client = await ClientAsync(app);
        var (forgotten, attached, again, deleted) = (NewBytes(), NewBytes(), NewBytes(), NewBytes());
        await UploadAsync(client, forgotten);
        await UploadAsync(client, again);
        await DraftWithAsync(client, await UploadAsync(client, attached));
        var gone = await DraftWithAsync(client, await UploadAsync(client, deleted));
        await client.AskAsync(Calls.Intake + "DeleteProposal", new { requestId = Call.NewId(), name = gone });

        _clock.Advance(ForgottenFiles.Kept - ALittle);
        (await SweepAsync(app)).ShouldBe(0, "not yet a day");
        await UploadAsync(client, again);
        _clock.Advance(2 * ALittle);

        (await SweepAsync(app)).ShouldBe(2);
        File.Exists(PlaceOf(folder, forgotten)).ShouldBeFalse();
        File.Exists(PlaceOf(folder, deleted)).ShouldBeFalse("a deleted draft has no files");
        File.ReadAllBytes(PlaceOf(folder, attached)).ShouldBe(attached);
        File.ReadAllBytes(PlaceOf(folder, again)).ShouldBe(again, "uploaded again since");
        Receipts.Life.ShouldBeLessThan(ForgottenFiles.Kept, "a good receipt finds its file");
    }

    [Fact]
    public async Task Nothing_is_removed_while_Intake_knows_less_than_before_or_does_not_answer()
    {
        const string folder = "set-back";
        await using var app = await WithFilesAsync(folder);
        using var client = await ClientAsync(app);
        var content = NewBytes();
        await UploadAsync(client, content);
        _clock.Advance(ForgottenFiles.Kept + ALittle);
        var seen = Path.Combine(gateway.Suite.Folder, folder, ".intake-positions");
        await File.WriteAllTextAsync(seen, "0 1000000\n");

        (await SweepAsync(app)).ShouldBe(0, "its journal is shorter than it was");
        File.Exists(PlaceOf(folder, content)).ShouldBeTrue();
        await using var apart = await WithFilesAsync(folder, ("Listen", "http://127.0.0.1:1"));
        await Should.ThrowAsync<Grpc.Core.RpcException>(() => SweepAsync(apart));
        File.Exists(PlaceOf(folder, content)).ShouldBeTrue();

        File.Delete(seen);
        (await SweepAsync(app)).ShouldBe(1);
        File.Exists(PlaceOf(folder, content)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_account_uploads_so_much_a_day_through_all_gateways_and_others_go_on()
    {
        const string folder = "daily";
        await using var app = await WithFilesAsync(folder, ("Files:AccountMegabytes", "1"));
        await using var other = await WithFilesAsync(folder, ("Files:AccountMegabytes", "1"));
        using var client = await ClientAsync(app);
        await UploadAsync(client, NewBytes(600_000));

        using var elsewhere = await ClientAsync(other);
        using var response = await elsewhere.PostAsync("/files?name=a.txt", new ByteArrayContent(NewBytes(600_000)));
        ((string)(await response.JsonAsync())["message"]!).ShouldBe(
            "您今天已上传 0 MB，每人每天最多 1 MB，请明天再传，或联系运维人员调整限额。"
        );
        (await RefusedAsync(client, NewBytes(600_000))).ShouldBe((429, "resource_exhausted", "ACCOUNT_QUOTA"));
        await UploadAsync(client, NewBytes(200_000));
        using var colleague = await ClientAsync(app, "member2");
        await UploadAsync(colleague, NewBytes(600_000));

        _clock.Advance(TimeSpan.FromDays(1));
        await UploadAsync(client, NewBytes(600_000));
    }

    [Fact]
    public async Task The_same_content_counts_once_for_its_account_and_its_committee()
    {
        (string, string)[] limits = [("Files:AccountMegabytes", "1"), ("Files:CommitteeMegabytes", "1")];
        await using var app = await WithFilesAsync("twice", limits);
        await using var other = await WithFilesAsync("twice", limits);
        using var client = await ClientAsync(app);
        using var elsewhere = await ClientAsync(other);
        var content = NewBytes(600_000);
        await UploadAsync(client, content);

        await UploadAsync(client, content);
        await UploadAsync(elsewhere, content);
        // Another account's upload of it counts for that account, and the committee has it already.
        using var colleague = await ClientAsync(app, "member2");
        await UploadAsync(colleague, content);

        await UploadAsync(client, NewBytes(200_000));
        (await RefusedAsync(client, NewBytes(400_000))).Reason.ShouldBe("ACCOUNT_QUOTA");
        (await RefusedAsync(colleague, NewBytes(600_000))).Reason.ShouldBe("ACCOUNT_QUOTA");
        (await RefusedAsync(colleague, NewBytes(400_000))).Reason.ShouldBe("COMMITTEE_QUOTA");
    }

    [Fact]
    public async Task Uploads_at_once_do_not_pass_the_quota_together()
    {
        await using var app = await WithFilesAsync("at-once", ("Files:AccountMegabytes", "1"));
        using var client = await ClientAsync(app);

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ => client.PostAsync("/files?name=a.txt", new ByteArrayContent(NewBytes(300_000))))
        );

        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBe(3);
    }

    [Fact]
    public async Task A_committee_keeps_so_much_and_has_room_again_when_forgotten_files_go()
    {
        const string folder = "kept";
        await using var app = await WithFilesAsync(folder, ("Files:CommitteeMegabytes", "1"));
        using var client = await ClientAsync(app);
        await UploadAsync(client, NewBytes(600_000));
        using var colleague = await ClientAsync(app, "member2");

        (await RefusedAsync(colleague, NewBytes(600_000))).ShouldBe((429, "resource_exhausted", "COMMITTEE_QUOTA"));
        _clock.Advance(ForgottenFiles.Kept + ALittle);
        (await SweepAsync(app)).ShouldBe(1);

        await UploadAsync(colleague, NewBytes(600_000));
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Uploaded_files_and_their_folders_are_the_owners_alone()
    {
        const string folder = "private";
        await using var app = await WithFilesAsync(folder);
        using var client = await ClientAsync(app);
        var content = NewBytes();
        await UploadAsync(client, content);

        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.GetUnixFileMode(PlaceOf(folder, content)).ShouldBe(owner);
        foreach (
            var made in Folders.EnumerateDirectories(
                Path.Combine(gateway.Suite.Folder, folder),
                "*",
                SearchOption.AllDirectories
            )
        )
            File.GetUnixFileMode(made).ShouldBe(owner | UnixFileMode.UserExecute, made);
    }
}
