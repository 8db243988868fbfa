using System.Collections.Concurrent;
using System.Diagnostics;
using Shouldly;

namespace Proposals.Portal.Tests;

/// <summary>A Standalone as built, and its output.</summary>
public sealed class StandaloneProcess : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly Process _process;

    private StandaloneProcess(Process process)
    {
        _process = process;
        Keep(_output, line => process.OutputDataReceived += line);
        Keep(_errors, line => process.ErrorDataReceived += line);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        static void Keep(ConcurrentQueue<string> lines, Action<DataReceivedEventHandler> subscribe) =>
            subscribe(
                (_, line) =>
                {
                    if (line.Data is { } text)
                        lines.Enqueue(text);
                }
            );
    }

    /// <summary>Root of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Lines of standard output.</summary>
    public IReadOnlyList<string> Output => [.. _output];

    /// <summary>Lines of standard error.</summary>
    public IReadOnlyList<string> Errors => [.. _errors];

    /// <summary>Starts a Standalone in a folder, as on a machine without a screen.</summary>
    public static StandaloneProcess Start(string folder, params string[] arguments)
    {
        var configuration = AppContext.BaseDirectory.Contains(
            $"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}",
            StringComparison.Ordinal
        )
            ? "Release"
            : "Debug";
        var assembly = Path.Combine(
            Root,
            "services",
            "Standalone",
            "bin",
            configuration,
            "net10.0",
            "Proposals.Standalone.dll"
        );
        File.Exists(assembly).ShouldBeTrue($"build services/Standalone first: {assembly}");
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("DISPLAY");
        start.Environment.Remove("WAYLAND_DISPLAY");
        return new StandaloneProcess(Process.Start(start)!);
    }

    /// <summary>Waits for the last line of the start screen and returns all output up to then.</summary>
    public async Task<IReadOnlyList<string>> ReadyAsync(TimeSpan patience)
    {
        var clock = Stopwatch.StartNew();
        while (!_output.Any(l => l.StartsWith("按 Ctrl+C 停止", StringComparison.Ordinal)))
        {
            if (_process.HasExited || clock.Elapsed > patience)
                throw new InvalidOperationException(
                    "Standalone did not come up:\n" + string.Join('\n', _output.Concat(_errors))
                );
            await Task.Delay(100);
        }

        return [.. _output, .. _errors];
    }

    /// <summary>Waits up to 30 s for the process to end and returns its exit code.</summary>
    public async Task<int> EndAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>Stops the process as Ctrl+C does (SIGTERM) and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
            await kill.WaitForExitAsync();
        return await EndAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "buf.yaml")))
                return folder.FullName;
        }

        throw new InvalidOperationException("the tests run inside the clone");
    }
}
