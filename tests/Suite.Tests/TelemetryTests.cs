using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>Traces, metrics and logs that separate processes really export.</summary>
[Collection(Observed.Name)]
public sealed class TelemetryTests(ObservedSuite suite)
{
    // Metrics of the library and the framework that exist only after something has failed, waited or ended. A run may
    // have them or not.
    private static readonly Regex OnlyAfterwards = new(
        @"\.(errors|faults|failed|timeouts|pending_requests|rejected_connections)$|"
            + @"^http\.client\.connection\.duration$|^dns\."
    );

    [Fact]
    public async Task A_filed_proposal_is_one_trace_from_the_client_to_supervision()
    {
        var (trace, client) = suite.Filing;
        var spans = await suite.SeenAsync(
            "the whole trace of the filing",
            r =>
                r.Spans.Where(s => s.Trace == trace).ToList() is var seen
                && IsWhole(seen, s => s is { Service: "proposals-supervision", Name: "apply" }, client)
                && IsWhole(seen, s => s is { Service: "proposals-assignment", Name: "apply" }, client)
                && seen.Exists(s => s is { Service: "proposals-intake", Name: "commit" })
                    ? seen
                    : null
        );
        foreach (var service in new[] { "proposals-supervision", "proposals-assignment" })
        {
            var apply = spans.First(s => s.Service == service && s.Name == "apply");
            var path = PathOf(spans, apply);
            path[^1].Parent.ShouldBe(client, Print(path));
            // Without the spans that the framework adds in between.
            path.Where(s => s.Scope is "Proposals" or "Microsoft.AspNetCore")
                .Select(s => $"{s.Service["proposals-".Length..]} {s.Name}")
                .Reverse()
                .ShouldBe(
                    [
                        "gateway POST /proposals.intake.v1.IntakeService/FileProposal",
                        "intake proposals.intake.v1.IntakeService/FileProposal",
                        "intake command",
                        "intake write",
                        $"{service["proposals-".Length..]} apply",
                    ],
                    Print(path)
                );
            path.ShouldContain(s => s.Service == "proposals-gateway" && s.Scope == "Grpc.Net.Client", Print(path));
            apply.Attributes["proposals.source"].ShouldBe("intake");
            apply.Attributes["proposals.outcome"].ShouldBe("applied");
        }

        var command = spans.Single(s => s.Name == "command");
        spans
            .Where(s => s.Parent == command.Id && s.Service == "proposals-intake")
            .Select(s => s.Name)
            .ShouldBe(["wait", "write", "commit"], ignoreOrder: true);
        command.Attributes["proposals.outcome"].ShouldBe("done");
    }

    [Fact]
    public async Task What_an_applied_event_causes_goes_on_in_its_trace()
    {
        // A delivered reply: Assignment → Feedback issues the forms → Supervision hears of the forms from Feedback.
        var spans = await suite.SeenAsync(
            "a delivery that came to Supervision by Feedback",
            r =>
                r.Spans.Where(s => s.Name == "proposals.assignment.v1.AssignmentService/DeliverReply")
                    .Select(delivery =>
                        (Delivery: delivery, Seen: r.Spans.Where(s => s.Trace == delivery.Trace).ToList())
                    )
                    .FirstOrDefault(t =>
                        t.Seen.Find(IsFromFeedback) is { } last && PathOf(t.Seen, last).Contains(t.Delivery)
                    )
                    .Seen
        );
        var path = PathOf(spans, spans.First(IsFromFeedback));
        path.Where(s => s.Scope is "Proposals" or "Microsoft.AspNetCore")
            .Select(s => $"{s.Service["proposals-".Length..]} {s.Name}")
            .Reverse()
            .ShouldBe(
                [
                    "assignment proposals.assignment.v1.AssignmentService/DeliverReply",
                    "assignment command",
                    "assignment write",
                    "feedback apply",
                    "supervision apply",
                ],
                Print(path)
            );

        static bool IsFromFeedback(SeenSpan span) =>
            span is { Service: "proposals-supervision", Name: "apply" }
            && span.Attributes["proposals.source"] == "feedback";
    }

    [Fact]
    public async Task Statements_are_seen_in_the_trace_of_the_command_that_runs_them()
    {
        var spans = await suite.SeenAsync(
            "statements of the filing below its write and its commit",
            r =>
                r.Spans.Where(s => s.Trace == suite.Filing.Trace).ToList() is var seen
                && Parents(seen).ToHashSet(StringComparer.Ordinal).IsSupersetOf(["write", "commit"])
                    ? seen
                    : null
        );
        Parents(spans).ShouldContain("write");
        Parents(spans).ShouldContain("commit");

        static IEnumerable<string> Parents(List<SeenSpan> spans) =>
            spans
                .Where(s => s is { Scope: "Npgsql", Service: "proposals-intake" })
                .SelectMany(s => spans.Where(p => p.Id == s.Parent))
                .Select(p => p.Name);
    }

    [Fact]
    public void Nothing_is_traced_that_nobody_asked_for() =>
        suite
            .Receiver.Spans.Where(s => s.Parent.Length == 0)
            .Select(s => s.Scope)
            .Distinct()
            .ShouldBe(["Microsoft.AspNetCore"]);

    [Fact]
    public void No_export_holds_a_name_a_text_a_login_or_a_secret()
    {
        suite.Receiver.Bodies.Count.ShouldBeGreaterThan(20);
        var all = suite.Receiver.Bodies.Select(Encoding.UTF8.GetString).ToList();
        suite
            .Secrets.Where(s =>
                all.Any(b =>
                    b.Contains(s, StringComparison.Ordinal)
                    || b.Contains(Uri.EscapeDataString(s), StringComparison.Ordinal)
                )
            )
            .ShouldBeEmpty();
    }

    [Fact]
    public void Every_line_of_the_log_is_JSON_with_UTC_time_and_holds_no_name_text_login_or_secret()
    {
        var traces = 0;
        foreach (var (process, lines) in suite.Logs)
        {
            lines.Count.ShouldBeGreaterThan(0, process);
            foreach (var line in lines)
            {
                using var json = JsonDocument.Parse(line);
                json.RootElement.GetProperty("Timestamp")
                    .GetString()!
                    .ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$", process);
                // The formatter writes Chinese as escapes, so the text is decoded first.
                var text = string.Join('\n', Texts(json.RootElement));
                suite
                    .Secrets.Where(s =>
                        text.Contains(s, StringComparison.Ordinal)
                        || line.Contains(Uri.EscapeDataString(s), StringComparison.Ordinal)
                    )
                    .ShouldBeEmpty($"{process}: {text}");
                if (text.Contains(suite.Filing.Trace, StringComparison.Ordinal))
                    traces++;
            }
        }

        traces.ShouldBeGreaterThan(0, "a line says to which trace it belongs");
    }

    [Fact]
    public async Task The_metrics_are_those_of_the_document()
    {
        var path = Path.Combine(ObservedSuite.Root, "docs", "metrics.md");
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            await File.WriteAllTextAsync(path, Print(Lasting()));
        var documented = await File.ReadAllTextAsync(path);
        var names = Regex
            .Matches(documented, @"^\| `([a-z0-9._]+)` \|", RegexOptions.Multiline)
            .Select(m => m.Groups[1].Value)
            .ToList();
        await suite.SeenAsync(
            "every metric of docs/metrics.md",
            r => names.Except(r.Metrics.Select(m => m.Name)).Any() ? null : names
        );
        Print(Lasting())
            .ShouldBe(
                documented,
                "docs/metrics.md is not what the suite exports: run the tests once with UPDATE_DOCS=1 and read the "
                    + "difference"
            );

        IReadOnlyList<SeenMetric> Lasting() => [.. suite.Receiver.Metrics.Where(m => !OnlyAfterwards.IsMatch(m.Name))];
    }

    [Fact]
    public void Every_process_exports_its_runtime_and_its_server_and_every_service_its_journal()
    {
        foreach (var process in ObservedSuite.Processes)
        {
            suite.Receiver.MetricsOf(process).ShouldContain("dotnet.gc.collections", process);
            suite.Receiver.MetricsOf(process).ShouldContain("kestrel.active_connections", process);
        }

        foreach (var service in ObservedSuite.Processes.Where(p => p != "proposals-gateway"))
        {
            suite.Receiver.MetricsOf(service).ShouldContain("proposals.journal.head", service);
            suite.Receiver.MetricsOf(service).ShouldContain("db.client.connection.count", service);
        }
    }

    /// <summary>
    /// Prints docs/metrics.md. Only our own metrics have their attributes listed: the framework's depend on what
    /// happened in the run.
    /// </summary>
    private static string Print(IReadOnlyList<SeenMetric> metrics)
    {
        var text = new StringBuilder(
            "# 指标\n\n由测试按运行中的各服务实际导出的内容打印（`tests/Suite.Tests/TelemetryTests.cs`），请勿手改。\n"
                + "Prometheus 名称按 OpenTelemetry Collector 的规则得出。\n框架和类库中出错、"
                + "等待或关闭后才出现的指标不在此列。\n"
        );
        foreach (
            var scope in metrics
                .GroupBy(m => m.Scope)
                .OrderBy(g => g.Key != "Proposals")
                .ThenBy(g => g.Key, StringComparer.Ordinal)
        )
        {
            text.Append(
                $"\n## {scope.Key}\n\n| 指标 | Prometheus | 类型 | 单位 | 属性 | 含义 |\n| --- | --- | --- | --- | "
                    + "--- | --- |\n"
            );
            foreach (var m in scope.OrderBy(m => m.Name, StringComparer.Ordinal))
            {
                var exported = m.PrometheusNames[0].Replace("_bucket", "_{bucket,sum,count}", StringComparison.Ordinal);
                var attributes = scope.Key == "Proposals" ? string.Join(' ', m.Attributes) : "";
                text.Append($"| `{m.Name}` | `{exported}` | {m.Kind} | {m.Unit} | {attributes} | {m.Description} |\n");
            }
        }

        return text.ToString();
    }

    private static List<SeenSpan> PathOf(List<SeenSpan> spans, SeenSpan from)
    {
        var path = new List<SeenSpan> { from };
        while (spans.FirstOrDefault(s => s.Id == path[^1].Parent) is { } parent)
            path.Add(parent);
        return path;
    }

    // Each process exports when it likes: the spans in between may come last.
    private static bool IsWhole(List<SeenSpan> spans, Predicate<SeenSpan> last, string root) =>
        spans.Find(last) is { } found && PathOf(spans, found)[^1].Parent == root;

    private static string Print(IEnumerable<SeenSpan> path) =>
        string.Join(" ← ", path.Select(s => $"{s.Service} {s.Scope} {s.Name}"));

    private static IEnumerable<string> Texts(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.String => [json.GetString()!],
            JsonValueKind.Object => json.EnumerateObject().SelectMany(p => Texts(p.Value)),
            JsonValueKind.Array => json.EnumerateArray().SelectMany(Texts),
            _ => [],
        };
}
