using System.Diagnostics;

namespace Proposals.Standalone;

/// <summary>
/// One stage of a start. The terminal shows what is being done, its progress every few seconds, and how long it took.
/// </summary>
internal sealed class Stage
{
    private static readonly TimeSpan FirstReport = TimeSpan.FromSeconds(5);
    private readonly long _began = Stopwatch.GetTimestamp();
    private TimeSpan _next = FirstReport;

    private Stage() { }

    private TimeSpan Elapsed => Stopwatch.GetElapsedTime(_began);

    /// <summary>Runs a stage.</summary>
    public static async Task<T> RunAsync<T>(string what, Func<Stage, Task<T>> run)
    {
        Console.WriteLine($"正在{what}……");
        var stage = new Stage();
        var result = await run(stage);
        Console.WriteLine($"  完成，用时 {stage.Elapsed.TotalSeconds:F0} 秒。");
        return result;
    }

    /// <summary>
    /// Reports progress. A slow machine prints no more lines than a fast one: the pauses grow with the time.
    /// </summary>
    public void Report(int done, int all)
    {
        if (Elapsed < _next)
            return;
        Console.WriteLine($"  已完成 {done}/{all} 步，{Elapsed.TotalSeconds:F0} 秒");
        _next = Elapsed + TimeSpan.FromTicks(Math.Max(FirstReport.Ticks, Elapsed.Ticks / 4));
    }
}
