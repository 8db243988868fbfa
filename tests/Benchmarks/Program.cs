// Durable commands a second through gRPC with 64 callers on each engine, beside two raw baselines in the same run, and latency and event lag at 100 commands a second.
// dotnet run --project tests/Benchmarks -c Release -- [--seconds 8] [--engine sqlite|postgresql|all] [--least 0.25]
// Browsers against a Standalone that runs already: -- --portal http://127.0.0.1:5080 [--suite http://127.0.0.1:5100] [--accounts data/demo-accounts.json]
//   [--browsers 300] [--rate 300] [--seconds 60] [--most 200]
using Proposals.Benchmarks;
using Proposals.TestKit;

var options = args.Chunk(2).ToDictionary(a => a[0], a => a[^1], StringComparer.Ordinal);
if (options.GetValueOrDefault("--portal") is { } portal)
{
    var most = int.Parse(options.GetValueOrDefault("--most", "200"), null);
    var p99 = await BrowserBenchmark.RunAsync(
        portal,
        options.GetValueOrDefault("--suite", "http://127.0.0.1:5100"),
        options.GetValueOrDefault("--accounts", "data/demo-accounts.json"),
        int.Parse(options.GetValueOrDefault("--browsers", "300"), null),
        int.Parse(options.GetValueOrDefault("--rate", "300"), null),
        TimeSpan.FromSeconds(int.Parse(options.GetValueOrDefault("--seconds", "60"), null))
    );
    Console.WriteLine($"p99 {p99:F1} ms, wanted under {most} ms: {(p99 < most ? "reached" : "NOT REACHED")}");
    return p99 < most ? 0 : 1;
}

var seconds = int.Parse(options.GetValueOrDefault("--seconds", "8"), null);
var least = double.Parse(
    options.GetValueOrDefault("--least", "0.25"),
    System.Globalization.CultureInfo.InvariantCulture
);
var engines = options.GetValueOrDefault("--engine", "all") switch
{
    "sqlite" => new[] { Engine.Sqlite },
    "postgresql" => [Engine.PostgreSql],
    _ => [Engine.Sqlite, Engine.PostgreSql],
};
var worst = double.MaxValue;
foreach (var engine in engines)
    worst = Math.Min(worst, await CommandBenchmark.RunAsync(engine, TimeSpan.FromSeconds(seconds)));
Console.WriteLine(
    $"least ratio of commands to raw writes {worst:F2}, wanted at least {least:F2}: {(worst >= least ? "reached" : "NOT REACHED")}"
);
return worst >= least ? 0 : 1;
