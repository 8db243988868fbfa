using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Proposals.BuildingBlocks;
using Proposals.Directory;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>
/// The documents of states, refusals and figures are printed from the code. UPDATE_DOCS=1 rewrites them.
/// </summary>
public sealed partial class DocumentTests
{
    private static readonly Assembly[] Services =
    [
        .. WholeSuite.Modules.Select(m => m.GetType().Assembly),
        typeof(Gateway.Gateway).Assembly,
    ];

    [Fact]
    public void The_state_tables_are_those_of_the_code()
    {
        var text = new StringBuilder(
            "# 状态表\n\n由代码中的状态表打印（`tests/Suite.Tests/DocumentTests.cs`），请勿手改。\n"
        );
        foreach (
            var machine in StaticsOf<IMachine>().Select(m => m.Value).OrderBy(m => m.Title, StringComparer.Ordinal)
        )
        {
            text.Append($"\n## {machine.Title}\n\n| 当前状态 | 操作 | 之后状态 |\n| --- | --- | --- |\n");
            foreach (var (from, move, to) in machine.Rows())
                text.Append($"| {from} | {move} | {to} |\n");
        }

        Check("state-machines.md", text);
    }

    [Fact]
    public void The_refusal_reasons_are_those_of_the_code()
    {
        var text = new StringBuilder(
            "# 拒绝原因\n\n由代码打印（`tests/Suite.Tests/DocumentTests.cs`），请勿手改。原因代码一经发布不再改变。\n"
        );
        foreach (
            var group in StaticsOf<RefusalReason>().GroupBy(r => r.Owner).OrderBy(g => g.Key, StringComparer.Ordinal)
        )
        {
            text.Append($"\n## {group.Key}\n\n| 原因代码 | gRPC 状态 | 提示 |\n| --- | --- | --- |\n");
            foreach (var reason in group.Select(r => r.Value).OrderBy(r => r.Code, StringComparer.Ordinal))
                text.Append($"| {reason.Code} | {RefusalStatus.ToException(reason).StatusCode} | {reason.Message} |\n");
        }

        Check("refusals.md", text);
    }

    [Fact]
    public void Every_reason_of_the_contract_can_be_given()
    {
        var given = StaticsOf<RefusalReason>().Select(r => r.Value.Code).ToHashSet(StringComparer.Ordinal);
        var reasons = Channels
            .Contract.Files.Where(f => f.Name.EndsWith("_reasons.proto", StringComparison.Ordinal))
            .SelectMany(f => f.EnumTypes)
            .SelectMany(e => e.Values)
            .Where(v => v.Number != 0);
        reasons.Select(RefusalReason.CodeOf).Where(c => !given.Contains(c)).ShouldBeEmpty();
    }

    [Fact]
    public void A_limit_stands_in_the_sentence_of_every_reason_that_names_one() =>
        StaticsOf<RefusalReason>().Where(r => r.Value.Message.Contains('{')).Select(r => r.Value.Code).ShouldBeEmpty();

    [Fact]
    public void No_sentence_of_a_reason_spells_a_limit_out() =>
        Channels
            .Contract.Files.Where(f => f.Name.EndsWith("_reasons.proto", StringComparison.Ordinal))
            .SelectMany(f => f.EnumTypes)
            .SelectMany(e => e.Values)
            .Where(v => Words.Of(v).Any(char.IsAsciiDigit))
            .Select(RefusalReason.CodeOf)
            // The numbers of the Connect protocol are its own.
            .ShouldBeSubsetOf(["PROTOCOL_UNKNOWN", "TIMEOUT_INVALID", "ACCOUNT_LOCKED"]);

    [Fact]
    public void A_reason_code_means_one_thing()
    {
        foreach (var same in StaticsOf<RefusalReason>().GroupBy(r => r.Value.Code))
            same.Select(r => r.Value.Kind).Distinct().Count().ShouldBe(1, same.Key);
    }

    [Fact]
    public void The_figure_definitions_are_those_of_the_code()
    {
        var text = new StringBuilder(
            "# 统计指标定义\n\n由代码中的定义表打印（`tests/Suite.Tests/DocumentTests.cs`），请勿手改。\n"
                + "比率四舍五入到一位小数，分母为零显示“—”，从不凑成 100。\n\n| 定义 | 指标 | 范围 | 类型 |\n| --- |"
                + " --- | --- | --- |\n"
        );
        foreach (var figure in Supervision.Figures.All([("A", "A 类"), ("B", "B 类"), ("C", "C 类")]))
            text.Append(
                $"| {figure.Id} | {figure.Title} | {figure.Population} | {(figure.IsRate ? "比率" : "计数")} |\n"
            );
        Check("figures.md", text);
    }

    [Fact]
    public void The_statements_are_those_of_the_code()
    {
        var text = new StringBuilder(
            """
            # SQL

            由代码打印（`tests/Suite.Tests/DocumentTests.cs`），请勿手改。每张表一节：由行记录得出的语句，
            以及在启动时拼好的查询（类名.字段名）。其余语句是代码中的常量，写在使用它的方法里。
            数字旁的注释是枚举值的名称。

            """
        );
        var tables = StaticsOf<ITable>().GroupBy(t => t.Value.Name).OrderBy(g => g.Key, StringComparer.Ordinal);
        foreach (var (owner, table) in tables.SelectMany(g => g))
        {
            text.Append($"\n## {table.Name}（{owner}）\n");
            foreach (var (_, sql) in table.Statements)
                text.Append($"\n```sql\n{sql}\n```\n");
        }

        text.Append("\n## 查询\n");
        foreach (var (owner, field, sql) in TextsOf().OrderBy(t => $"{t.Owner}.{t.Field}", StringComparer.Ordinal))
            text.Append($"\n### {owner}.{field}\n\n```sql\n{sql.Trim('\n')}\n```\n");
        Check("sql.md", text);
    }

    private static IEnumerable<(string Owner, string Field, string Sql)> TextsOf() =>
        Services
            .Append(typeof(CommonRefusals).Assembly)
            .SelectMany(a => a.GetTypes())
            .Where(t => !t.ContainsGenericParameters)
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(f => f is { IsInitOnly: true, IsLiteral: false } && f.FieldType == typeof(string))
            .Select(f => (Owner: f.DeclaringType!.Name, Field: f.Name, Sql: (string)f.GetValue(null)!))
            .Where(t => SqlWord().IsMatch(t.Sql));

    [GeneratedRegex(@"\b(SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|AND|ORDER BY)\b")]
    private static partial Regex SqlWord();

    [Fact]
    public void The_table_of_settings_is_that_of_the_declarations()
    {
        var text = new StringBuilder("\n\n| key | meaning | values | default |\n| --- | --- | --- | --- |\n");
        IReadOnlyList<Setting> all =
        [
            .. ServiceSettings.Declared,
            .. Gateway.GatewaySettings.Own,
            .. Standalone.StandaloneSettings.Own,
        ];
        all.Select(s => s.Key).ShouldBeUnique();
        Printed.File(
            "services/BuildingBlocks/Hosting/Settings/single-programs.txt",
            string.Concat(
                all.Except(ServiceSettings.Declared)
                    .SelectMany(s => s.Names.Count == 0 ? [s.Key] : s.Names.Select(s.KeyOf))
                    .Select(k => k + "\n")
            )
        );
        foreach (var setting in all)
        {
            var keys = setting.Names is { Count: > 0 and < 20 } names
                ? string.Join(", ", names.Select(n => $"`{setting.KeyOf(n)}`"))
                : $"`{setting.Key}`";
            var fallback =
                setting.DefaultNote.Length > 0 ? setting.DefaultNote
                : setting.Default.Length > 0 ? $"`{setting.Default}`"
                : "";
            text.Append($"| {keys} | {setting.Meaning} | {setting.Values} | {fallback} |\n");
        }

        CheckPart("configuration.md", "settings", text);
    }

    [Fact]
    public void The_table_of_limits_is_that_of_the_code()
    {
        const string waits = "the address waits for this login:";
        var (free, first, longest) = (
            SignInTries.Free,
            SignInTries.First.TotalSeconds,
            SignInTries.Longest.TotalMinutes
        );
        var (waiting, patience) = (Gateway.Inspections.MaxWaiting, Gateway.Inspections.DefaultPatience);
        var text = new StringBuilder("\n\n| limit | value |\n| --- | --- |\n");
        foreach (
            var (limit, value) in new (string, FormattableString)[]
            {
                ("one message", $"{ServiceHost.MaxMessageBytes / 1024 / 1024} MB"),
                ("a call without a deadline of its own", $"{ServiceShard.DefaultTimeout.TotalSeconds} s"),
                ("page of a list", $"{Page.Maximum} rows, {Page.MaxBytes / 1024 / 1024} MB"),
                ("commands that wait, a service and shard", $"{Writer.MaxWaiting:N0}"),
                ("commands or events taken at once", $"{Writer.MaxBatch}"),
                ("rows of an imported ledger", $"{Cli.Ledgers.LedgerFile.MaxRows:N0}"),
                ("one uploaded file", $"{FileRules.MaxMegabytes} MB"),
                (
                    "inspections of uploads",
                    $"{Gateway.Inspections.Most} at once, {waiting} waiting for {patience.TotalSeconds} s"
                ),
                ("receipt of an uploaded file", $"{Receipts.Life.TotalHours} hours"),
                ("an uploaded file that nobody attached", $"{Gateway.ForgottenFiles.Kept.TotalHours} hours"),
                ("files of a proposal", $"{FileRules.Most}"),
                ("rows of an export", $"{Gateway.Exports.MaxRows:N0}"),
                (
                    "event streams",
                    $"{Gateway.StreamLimits.MaxEach} an account, {Gateway.StreamLimits.Max:N0} a gateway"
                ),
                ("sign-ins from one address", $"{Gateway.RateLimits.SignIns} a minute"),
                ("a sign-in", $"{Directory.SignIn.Life.TotalHours} hours"),
                ("wrong passwords", $"after {free} in a row {waits} {first} s, doubling up to {longest} minutes"),
                ("a one-time password", $"{AccountRow.OneTimeLife.TotalDays} days"),
            }
        )
            text.Append($"| {limit} | {FormattableString.Invariant(value)} |\n");
        CheckPart("configuration.md", "limits", text);
    }

    private static IEnumerable<(string Owner, T Value)> StaticsOf<T>() =>
        Services
            .Append(typeof(CommonRefusals).Assembly)
            .SelectMany(a => a.GetTypes())
            .Where(t => !t.ContainsGenericParameters)
            .SelectMany(t =>
                t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
                    .Where(f => typeof(T).IsAssignableFrom(f.FieldType))
                    .Select(f => (Owner: t.Name, Value: (T)f.GetValue(null)!))
            );

    /// <summary>Checks or writes what stands between the marks of a part.</summary>
    private static void CheckPart(string name, string part, StringBuilder text)
    {
        var (begin, end) = ($"<!-- {part} -->", $"<!-- /{part} -->");
        var whole = File.ReadAllText(Path.Combine(Root(), "docs", name));
        var (from, to) = (whole.IndexOf(begin, StringComparison.Ordinal), whole.IndexOf(end, StringComparison.Ordinal));
        (from >= 0 && to > from).ShouldBeTrue($"docs/{name} has no part {part}");
        Check(name, new StringBuilder(whole[..(from + begin.Length)]).Append(text).Append('\n').Append(whole[to..]));
    }

    private static void Check(string name, StringBuilder text)
    {
        var path = Path.Combine(Root(), "docs", name);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(path, text.ToString());
        File.ReadAllText(path)
            .ShouldBe(
                text.ToString(),
                $"docs/{name} is not what the code says: run the tests once with UPDATE_DOCS=1 and read the difference"
            );
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "buf.yaml")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
