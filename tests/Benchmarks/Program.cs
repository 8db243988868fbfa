// Durable commands a second through gRPC with 64 callers on each engine, beside two raw baselines in the same run, and latency and event lag at 100 commands a second.
// dotnet run --project tests/Benchmarks -c Release -- [--seconds 8] [--engine sqlite|postgresql|all] [--least 0.25]
using Proposals.Benchmarks;
using Proposals.TestKit;

var options = args.Chunk(2).ToDictionary(a => a[0], a => a[^1], StringComparer.Ordinal);
var seconds = int.Parse(options.GetValueOrDefault("--seconds", "8"), null);
var least = double.Parse(options.GetValueOrDefault("--least", "0.25"), System.Globalization.CultureInfo.InvariantCulture);
var engines = options.GetValueOrDefault("--engine", "all") switch { "sqlite" => new[] { Engine.Sqlite }, "postgresql" => [Engine.PostgreSql], _ => [Engine.Sqlite, Engine.PostgreSql] };
var worst = double.MaxValue;
foreach (var engine in engines) worst = Math.Min(worst, await CommandBenchmark.RunAsync(engine, TimeSpan.FromSeconds(seconds)));
Console.WriteLine($"least ratio of commands to raw writes {worst:F2}, wanted at least {least:F2}: {(worst >= least ? "reached" : "NOT REACHED")}");
return worst >= least ? 0 : 1;
