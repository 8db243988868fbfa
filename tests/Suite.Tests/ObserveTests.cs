using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Proposals.Suite.Tests;

/// <summary>Every metric in an alert or a dashboard of deploy/observe is one that the suite exports.</summary>
[Collection(Observed.Name)]
public sealed class ObserveTests(ObservedSuite suite)
{
    private static readonly string Folder = Path.Combine(ObservedSuite.Root, "deploy", "observe");

    // Syntax of PromQL that is not the name of a metric.
    private static readonly Regex NoMetric = new(
        """
        "(\\.|[^"\\])*" | \{[^}]*\} | \[[^\]]*\] | \$\w+
        | \b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\) | \b[a-z_0-9]+(?=\s*\()
        | \b(and|or|unless|bool|offset|by|without|on|ignoring|group_left|group_right|sum|count|min|max|avg)\b
        | \b[0-9][0-9.a-z]*\b
        """,
        RegexOptions.IgnorePatternWhitespace
    );

    public static TheoryData<string> Dashboards =>
        [
            .. Folders
                .GetFiles(Path.Combine(Folder, "grafana", "dashboards"), "*.json")
                .Select(f => Path.GetFileName(f)!)
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Dashboards))]
    public async Task A_dashboard_asks_for_metrics_that_are_exported(string file)
    {
        using var json = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(Folder, "grafana", "dashboards", file))
        );
        var panels = json.RootElement.GetProperty("panels").EnumerateArray().ToList();
        panels.Count.ShouldBeGreaterThan(5);
        panels.Select(p => p.GetProperty("title").GetString()).ShouldBeUnique();
        var asked = panels
            .SelectMany(p => p.GetProperty("targets").EnumerateArray())
            .SelectMany(t => MetricsOf(t.GetProperty("expr").GetString()!))
            .Concat(VariablesOf(json.RootElement).SelectMany(MetricsOf))
            .Distinct()
            .ToList();
        await ShouldBeExportedAsync(asked, [.. Rules().Where(r => r.Record.Length > 0).Select(r => r.Record)]);
    }

    [Fact]
    public async Task An_alert_asks_for_metrics_that_are_exported()
    {
        var rules = Rules();
        rules.Count(r => r.Alert.Length > 0).ShouldBeGreaterThan(15);
        await ShouldBeExportedAsync(
            [.. rules.SelectMany(r => MetricsOf(r.Expression)).Distinct()],
            [.. rules.Where(r => r.Record.Length > 0).Select(r => r.Record)]
        );
    }

    [Fact]
    public void Every_alert_says_in_Chinese_what_is_the_matter_and_where_to_read_on()
    {
        foreach (var rule in Rules().Where(r => r.Alert.Length > 0))
        {
            rule.Summary.Any(c => c is >= '\u4e00' and <= '\u9fff').ShouldBeTrue(rule.Alert);
            rule.Runbook.ShouldBe($"docs/运维手册.md#{rule.Alert.ToLowerInvariant()}");
            rule.Severity.ShouldBeOneOf("critical", "warning");
        }

        Rules().Where(r => r.Alert.Length > 0).Select(r => r.Alert).ShouldBeUnique();
    }

    [Fact]
    public void The_collector_passes_on_what_it_receives_to_where_Prometheus_looks()
    {
        var collector = Yaml("otel-collector.yaml");
        var pipelines = (YamlMappingNode)collector["service"]["pipelines"];
        foreach (var (name, pipeline) in pipelines.Children)
        {
            foreach (var part in new[] { "receivers", "processors", "exporters" })
            {
                foreach (var used in (YamlSequenceNode)pipeline[part])
                    ((YamlMappingNode)collector[part]).Children.ShouldContainKey(used, $"{name}: {part}");
            }
        }

        pipelines.Children.Keys.Select(k => k.ToString()).ShouldBe(["metrics", "traces"], ignoreOrder: true);
        var offered = collector["exporters"]["prometheus"]["endpoint"].ToString().Split(':')[^1];
        Yaml("prometheus.yaml")["scrape_configs"]
            [0]["static_configs"][0]["targets"][0]
            .ToString()
            .ShouldBe($"collector:{offered}");
        Yaml("prometheus.yaml")["scrape_configs"][0]["honor_labels"].ToString().ShouldBe("true");
        Yaml("prometheus.yaml")["rule_files"][0].ToString().ShouldBe("alerts.yaml");
        Yaml("grafana/provisioning/datasources/prometheus.yaml")["datasources"]
            [0]["uid"]
            .ToString()
            .ShouldBe("prometheus");
    }

    [Theory]
    [InlineData("sum by (le, job) (rate(a_total{b=\"c\", d=~\"e.*\"}[5m])) > 9 * 0.001", "a_total")]
    [InlineData("avg_over_time(x:y:rate5m[3d]) / on() group_left z and 1 - q == 2", "x:y:rate5m z q")]
    [InlineData("count by (job) (last_over_time(a{j=~\"p.*\"}[1h])) unless count by (job) (b offset 5m)", "a b")]
    [InlineData("(hour() >= bool 23) + (hour() < bool 14)", "")]
    [InlineData("histogram_quantile(0.99, sum by (le) (rate(a_bucket[$__rate_interval])))", "a_bucket")]
    public void The_guard_finds_the_metrics_of_an_expression(string expression, string metrics) =>
        string.Join(' ', MetricsOf(expression)).ShouldBe(metrics);

    [Theory]
    [InlineData("proposals.commands", "{command}", "counter", "proposals_commands_total")]
    [InlineData(
        "http.server.request.duration",
        "s",
        "histogram",
        "http_server_request_duration_seconds_bucket http_server_request_duration_seconds_sum "
            + "http_server_request_duration_seconds_count"
    )]
    [InlineData("proposals.gateway.upload.size", "By", "counter", "proposals_gateway_upload_size_bytes_total")]
    [InlineData("db.client.connection.count", "{connection}", "updowncounter", "db_client_connection_count")]
    [InlineData("a.share", "1", "gauge", "a_share_ratio")]
    public void A_metric_has_the_names_that_the_collector_gives_it(
        string name,
        string unit,
        string kind,
        string names
    ) => string.Join(' ', new SeenMetric("", name, unit, kind, "", []).PrometheusNames).ShouldBe(names);

    private async Task ShouldBeExportedAsync(IReadOnlyList<string> asked, IReadOnlyList<string> recorded)
    {
        asked.Count.ShouldBeGreaterThan(5);
        var missing = asked.Except(recorded).ToList();
        var watch = Stopwatch.StartNew();
        while (missing.Count > 0 && watch.Elapsed < TimeSpan.FromSeconds(20))
        {
            missing = [.. missing.Except(suite.Receiver.Metrics.SelectMany(m => m.PrometheusNames))];
            if (missing.Count > 0)
                await Task.Delay(200);
        }

        missing.ShouldBeEmpty();
    }

    /// <summary>Returns the metrics whose labels fill a dashboard's variables.</summary>
    private static IEnumerable<string> VariablesOf(JsonElement dashboard) =>
        dashboard
            .GetProperty("templating")
            .GetProperty("list")
            .EnumerateArray()
            .Select(v => Regex.Match(v.GetProperty("query").GetString()!, @"^label_values\((\w+), \w+\)$"))
            .Select(m =>
                m.Success ? m.Groups[1].Value : throw new InvalidDataException("no label_values(metric, label)")
            );

    private static List<string> MetricsOf(string expression) =>
        [.. Regex.Matches(NoMetric.Replace(expression, " "), "[a-zA-Z_:][a-zA-Z0-9_:]*").Select(m => m.Value)];

    private static YamlNode Yaml(string file)
    {
        var stream = new YamlStream();
        using var reader = new StreamReader(Path.Combine(Folder, file));
        stream.Load(reader);
        return stream.Documents[0].RootNode;
    }

    private static List<(
        string Record,
        string Alert,
        string Expression,
        string Summary,
        string Runbook,
        string Severity
    )> Rules() =>
        [
            .. ((YamlSequenceNode)Yaml("alerts.yaml")["groups"])
                .SelectMany(g => (YamlSequenceNode)g["rules"])
                .Cast<YamlMappingNode>()
                .Select(r =>
                    (
                        TextOf(r, "record"),
                        TextOf(r, "alert"),
                        TextOf(r, "expr"),
                        TextOf(r, "annotations", "summary"),
                        TextOf(r, "annotations", "runbook"),
                        TextOf(r, "labels", "severity")
                    )
                ),
        ];

    private static string TextOf(YamlNode node, params string[] path)
    {
        foreach (var step in path)
        {
            if (node is not YamlMappingNode mapping || !mapping.Children.TryGetValue(step, out var next))
                return "";
            node = next;
        }

        return node.ToString();
    }
}
