using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Gateway.Tests;

public sealed class InspectionsTests
{
    private static FileKind KindOf(Action inspect) =>
        new(
            ".pdf",
            "application/pdf",
            _ =>
            {
                inspect();
                return null;
            }
        );

    [Fact]
    public async Task Two_run_at_once_and_the_others_take_turns()
    {
        using var inspections = new Inspections();
        var (running, most) = (0, 0);
        var kind = KindOf(() =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            Thread.SpinWait(200_000);
            Interlocked.Decrement(ref running);
        });

        var found = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => inspections.RunAsync(kind, Stream.Null, CancellationToken.None))
        );

        found.ShouldAllBe(f => f == null);
        most.ShouldBeInRange(1, Inspections.Most);
    }

    [Fact]
    public async Task Whoever_waits_too_long_or_behind_too_many_is_refused_and_told_to_come_back()
    {
        using var inspections = new Inspections { Patience = TimeSpan.FromMilliseconds(200) };
        using var gate = new ManualResetEventSlim();
        var kind = KindOf(() => gate.Wait(TimeSpan.FromSeconds(60)).ShouldBeTrue());
        var busy = Enumerable
            .Range(0, Inspections.Most)
            .Select(_ => inspections.RunAsync(kind, Stream.Null, CancellationToken.None))
            .ToList();

        var waiting = await Task.WhenAll(
            Enumerable
                .Range(0, Inspections.MaxWaiting + 5)
                .Select(_ => inspections.RunAsync(kind, Stream.Null, CancellationToken.None))
        );

        waiting.ShouldAllBe(f => f!.Reason.Code == "INSPECTIONS_BUSY");
        GatewayRefusals.InspectionsBusy.Message.ShouldBe("同时上传的文件较多，还没有轮到检查这个文件，请稍后再传。");
        gate.Set();
        (await Task.WhenAll(busy)).ShouldAllBe(f => f == null);
        (await inspections.RunAsync(kind, Stream.Null, CancellationToken.None)).ShouldBeNull();
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; seen < value; seen = most)
            Interlocked.CompareExchange(ref most, value, seen);
    }
}

/// <summary>The gateway as a process of its own, so that its memory is its own.</summary>
public sealed class InspectionMemoryTests(GatewaySuite gateway) : IClassFixture<GatewaySuite>
{
    private const int MostMegabytes = 600;

    [Fact]
    public async Task Eight_documents_that_unpack_to_190_MB_each_take_under_600_MB_together()
    {
        var document = SampleFiles.DenseDocx(190);
        document.Length.ShouldBeLessThan(4_000_000);
        var address = FreeAddress();
        using var process = Start(address);
        try
        {
            using var client = gateway.Client((await gateway.Cast.MemberAsync(1)).Authorization, address);
            await UpAsync(client, process);

            var answers = await Task.WhenAll(
                Enumerable
                    .Range(0, 8)
                    .Select(n => client.PostAsync($"/files?name={n}.docx", new ByteArrayContent([.. document])))
            );

            answers.Select(a => a.StatusCode).ShouldAllBe(code => code == HttpStatusCode.OK);
            MegabytesOf(process).ShouldBeInRange(20, MostMegabytes);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private Process Start(Uri address)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Proposals.Gateway.dll")]);
        foreach (
            var (key, value) in new[]
            {
                ("Listen", gateway.Suite.Address),
                ("Peers__Secret", gateway.Suite.Secret),
                ("Gateway__Listen", address.ToString()),
                ("Gateway__Portal", gateway.Portal),
                ("Files__Folder", Path.Combine(gateway.Suite.Folder, "files-of-its-own")),
                ("Logging__LogLevel__Default", "Error"),
            }
        )
            start.Environment[key] = value;
        return Process.Start(start)!;
    }

    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    private static async Task UpAsync(HttpClient client, Process process)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            process.HasExited.ShouldBeFalse("the gateway ended");
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60), "the gateway did not come up");
            try
            {
                using var health = await client.GetAsync("/health");
                return;
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }
        }
    }

    /// <summary>The greatest memory that the process had resident, as the kernel noted it.</summary>
    private static long MegabytesOf(Process process)
    {
        var line = File.ReadLines($"/proc/{process.Id}/status")
            .Single(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture)
            / 1024;
    }
}
