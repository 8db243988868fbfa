// Measures durable commands per second through gRPC with 64 callers on each engine, beside two raw baselines in the
// same run. Then measures latency and event lag at 100 commands per second.
//   dotnet run --project tests/Benchmarks -c Release -- [--seconds 8] [--engine sqlite|postgresql|all] [--least 0.25]
// Measures browsers against a Standalone that is already running:
//   -- --portal http://127.0.0.1:5080 [--suite http://127.0.0.1:5100] [--accounts data/demo-accounts.json]
//      [--browsers 300] [--rate 300] [--seconds 60] [--most 200] [--ratio 30] [--share 0.02]
// Exits with 0 when the wanted figure is reached, otherwise with 1 and a sentence that says why.
using System.Globalization;
using Proposals.Benchmarks;
using Proposals.TestKit;

try
{
    var options = OptionsIn(args);
    return options.ContainsKey("--portal") ? await BrowsersAsync(options) : await CommandsAsync(options);
}
catch (Exception e)
{
    await Console.Error.WriteLineAsync($"The benchmark failed: {e.Message} ({e.GetType().Name})");
    return 1;
}

static Dictionary<string, string> OptionsIn(string[] args)
{
    string[] known =
    [
        "--seconds",
        "--engine",
        "--least",
        "--portal",
        "--suite",
        "--accounts",
        "--browsers",
        "--rate",
        "--most",
        "--ratio",
        "--share",
    ];
    var wrong = args.Chunk(2).FirstOrDefault(a => a.Length < 2 || !known.Contains(a[0]));
    return wrong is null
        ? args.Chunk(2).ToDictionary(a => a[0], a => a[1], StringComparer.Ordinal)
        : throw new ArgumentException($"{wrong[0]} is no option, or has no value");
}

static double NumberOf(Dictionary<string, string> options, string name, double otherwise) =>
    !options.TryGetValue(name, out var text) ? otherwise
    : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
    : throw new ArgumentException($"{name} is no number: {text}");

static async Task<int> BrowsersAsync(Dictionary<string, string> options)
{
    var (most, ratio) = (NumberOf(options, "--most", 200), NumberOf(options, "--ratio", 30));
    var least = NumberOf(options, "--share", 0.02);
    var (p99, raw, share) = await BrowserBenchmark.RunAsync(
        options["--portal"],
        options.GetValueOrDefault("--suite", "http://127.0.0.1:5100"),
        options.GetValueOrDefault("--accounts", "data/demo-accounts.json"),
        (int)NumberOf(options, "--browsers", 300),
        (int)NumberOf(options, "--rate", 300),
        TimeSpan.FromSeconds(NumberOf(options, "--seconds", 60))
    );
    // A machine on which a file from memory takes longer is slow itself.
    var reached = p99 < Math.Max(most, raw * ratio) && share >= least;
    Console.WriteLine(
        $"p99 {p99:F1} ms, wanted under {most} ms, or {ratio} times the baseline; requests {share:F3} of the "
            + $"baseline's, wanted at least {least}: "
            + (reached ? "reached" : "NOT REACHED")
    );
    return reached ? 0 : 1;
}

static async Task<int> CommandsAsync(Dictionary<string, string> options)
{
    var seconds = NumberOf(options, "--seconds", 8);
    var least = NumberOf(options, "--least", 0.25);
    Engine[] engines = options.GetValueOrDefault("--engine", "all") switch
    {
        "sqlite" => [Engine.Sqlite],
        "postgresql" => [Engine.PostgreSql],
        "all" => [Engine.Sqlite, Engine.PostgreSql],
        var other => throw new ArgumentException($"--engine is sqlite, postgresql or all, not {other}"),
    };
    var worst = double.MaxValue;
    foreach (var engine in engines)
        worst = Math.Min(worst, await CommandBenchmark.RunAsync(engine, TimeSpan.FromSeconds(seconds)));
    Console.WriteLine(
        $"least ratio of commands to raw writes {worst:F2}, wanted at least {least:F2}: "
            + (worst >= least ? "reached" : "NOT REACHED")
    );
    return worst >= least ? 0 : 1;
}
