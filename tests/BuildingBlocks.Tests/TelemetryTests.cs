using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Proposals.Channels;
using Proposals.Journal.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.BuildingBlocks.Tests;

/// <summary>Telemetry of the writer and the consumers, which changes nothing of what they do.</summary>
public sealed class TelemetryTests : IAsyncLifetime
{
    private static readonly ActivitySource Callers = new("callers");
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ActivityListener _listener;
    private readonly string _source = "source-" + Guid.NewGuid().ToString("N")[..8];
    private ShardFixture _room = null!;

    public TelemetryTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name is Telemetry.Name or "callers",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public async Task InitializeAsync() => _room = await ShardFixture.OpenAsync(Engine.Sqlite);

    public async Task DisposeAsync()
    {
        _listener.Dispose();
        await _room.DisposeAsync();
    }

    [Fact]
    public async Task A_batch_of_several_traces_is_seen_in_each_of_them_and_its_events_carry_theirs()
    {
        var gate = new TaskCompletionSource();
        var first = await ShardFixture.OccupyAsync(_room.Service.Writer, gate.Task);
        var (one, two) = (Call("x"), Call("y"));
        gate.SetResult();
        await Task.WhenAll(first, one.Answer, two.Answer);
        foreach (var trace in new[] { one.Trace, two.Trace })
        {
            await Until.TrueAsync(
                () => Task.FromResult(Names(trace).Count == 3),
                "wait, write and commit in the trace"
            );
            Names(trace).ShouldBe(["commit", "wait", "write"]);
            _spans
                .Single(s => s.TraceId == trace && s.OperationName == "commit")
                .GetTagItem("proposals.batch")
                .ShouldBe(2);
        }

        var events = _room.Commits.Single(c => c.Count == 2);
        events.Select(e => Tracing.ParentOf(e)!.Value.TraceId).ShouldBe([one.Trace, two.Trace]);
        // The trace is outside the chain: an event without it has the same hash.
        foreach (var entry in events)
        {
            var bare = entry.Clone();
            bare.TraceParent = "";
            entry.TraceParent.ShouldNotBeEmpty();
            JournalChain.HashOf(bare).ShouldBe(entry.Hash.ToByteArray());
        }

        (await _room.VerifyAsync()).Problem.ShouldBe("");

        (Task<JobAnswer> Answer, ActivityTraceId Trace) Call(string thing)
        {
            using var caller = Callers.StartActivity(
                "call",
                ActivityKind.Server,
                new ActivityContext(
                    ActivityTraceId.CreateRandom(),
                    ActivitySpanId.CreateRandom(),
                    ActivityTraceFlags.Recorded
                )
            )!;
            return (_room.Service.Writer.RunAsync(ShardFixture.Create(thing)), caller.TraceId);
        }

        List<string> Names(ActivityTraceId trace) =>
            [
                .. _spans
                    .Where(s => s.TraceId == trace && s.Source.Name == Telemetry.Name)
                    .Select(s => s.OperationName)
                    .Order(StringComparer.Ordinal),
            ];
    }

    [Fact]
    public async Task A_page_is_applied_in_each_of_its_traces()
    {
        var producer = new Producer(_source);
        var pulled = producer.Add("pulled");
        var (one, two) = (Traceparent(), Traceparent());
        await using var following = Following.Start(_room, producer);
        await following.ReachAsync(pulled.Position);
        Event[] page =
        [
            producer.Add("a", trace: one),
            producer.Add("b", trace: two),
            producer.Add("c", trace: one),
            producer.Add("d"),
        ];
        following.Push(page);
        await following.ReachAsync(producer.Head);
        await Until.TrueAsync(() => Task.FromResult(Applied().Count == 2), "one span a trace");
        var spans = Applied();
        spans.Select(s => s.ParentId).ShouldBe([one, two], ignoreOrder: true);
        spans
            .Single(s => s.ParentId == one)
            .Links.Select(l => l.Context.TraceId.ToString())
            .ShouldBe([two.Split('-')[1]]);
        spans.Single(s => s.ParentId == two).Links.ShouldBeEmpty();
        spans.Select(s => s.GetTagItem("proposals.outcome")).Distinct().ShouldBe(["applied"]);

        List<Activity> Applied() =>
            [.. _spans.Where(s => s.OperationName == "apply" && (string?)s.GetTagItem("proposals.source") == _source)];
        static string Traceparent() => $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01";
    }

    [Fact]
    public async Task What_an_event_causes_is_appended_in_its_own_trace_and_not_in_its_neighbours()
    {
        var producer = new Producer(_source);
        string[] parents =
        [
            $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01",
            "",
            $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01",
        ];
        foreach (var (thing, trace) in new[] { "a", "b", "c" }.Zip(parents))
            producer.Add(thing, trace: trace);
        using var stop = new CancellationTokenSource();
        var consumer = new Consumer(
            _room.Service,
            _source,
            (tx, entry, _) =>
            {
                ShardFixture.Insert(tx, entry.Aggregate);
                return Task.CompletedTask;
            },
            producer.PullAsync,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance
        );
        var running = consumer.RunAsync(stop.Token);
        await Until.TrueAsync(() => Task.FromResult(_room.Commits.Count == 1), "the events it caused");
        _room
            .Commits[0]
            .Select(e => Tracing.ParentOf(e)?.TraceId.ToString())
            .ShouldBe([parents[0].Split('-')[1], null, parents[2].Split('-')[1]]);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Lag_is_what_was_heard_of_and_not_applied_and_ends_when_it_is()
    {
        var producer = new Producer(_source) { PageSize = 2 };
        var gate = new TaskCompletionSource();
        for (var i = 0; i < 6; i++)
            producer.Add("x");
        var busy = await ShardFixture.OccupyAsync(_room.Service.Writer, gate.Task);
        await using var following = Following.Start(_room, producer);
        await Until.TrueAsync(() => Task.FromResult(Measure("proposals.journal.lag.events") == 6), "six events of lag");
        await Until.TrueAsync(
            () => Task.FromResult(Measure("proposals.journal.lag.time") > 0.05),
            "a lag that grows older"
        );
        gate.SetResult();
        await busy;
        await following.ReachAsync(6);
        await Until.TrueAsync(() => Task.FromResult(Measure("proposals.journal.lag.events") == 0), "no lag any more");
        Measure("proposals.journal.lag.time").ShouldBe(0);
        Measure("proposals.consumer.state").ShouldBe(0);
    }

    [Fact]
    public async Task A_parked_event_is_counted_until_it_is_applied_and_after_a_restart_it_is_read()
    {
        var producer = new Producer(_source);
        producer.Add("bad");
        using (var counting = new MeterListener { InstrumentPublished = (i, l) => l.EnableMeasurementEvents(i) })
        {
            counting.Start();
            await using (var following = Following.Start(_room, producer, _ => true))
            {
                await following.ReachAsync(1);
                await Until.TrueAsync(() => Task.FromResult(Measure("proposals.parked") == 1), "one parked event");
            }

            await using var again = Following.Start(_room, producer);
            await Until.TrueAsync(() => Task.FromResult(Measure("proposals.parked") == 0), "not read yet");
            await ConsumerMeter.RefreshAsync(_room.Service, CancellationToken.None);
            Measure("proposals.parked").ShouldBe(1);
            (await again.Consumer.RetryAsync("bad", CancellationToken.None)).ShouldBe(1);
            Measure("proposals.parked").ShouldBe(0);
        }
    }

    [Fact]
    public async Task A_forked_history_and_a_journal_that_cannot_be_read_are_told_apart()
    {
        var producer = new Producer(_source);
        for (var i = 0; i < 3; i++)
            producer.Add("x");
        await using (var following = Following.Start(_room, producer))
            await following.ReachAsync(3);
        producer.RestoreTo(1);
        await using (Following.Start(_room, producer))
            await Until.TrueAsync(() => Task.FromResult(Measure("proposals.consumer.state") == 2), "forked");
        using var stop = new CancellationTokenSource();
        var away = new Consumer(
            _room.Service,
            _source,
            (_, _, _) => Task.CompletedTask,
            (_, _, _) => throw new TimeoutException(),
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance
        );
        var running = away.RunAsync(stop.Token);
        await Until.TrueAsync(() => Task.FromResult(Measure("proposals.consumer.state") == 1), "cannot follow");
        await stop.CancelAsync();
        await running;
    }

    [Theory]
    [InlineData("Telemetry:Endpoint", "collector:4317")]
    [InlineData("Telemetry:Protocol", "kafka")]
    [InlineData("Telemetry:Interval", "0")]
    [InlineData("Logging:Format", "xml")]
    public void A_setting_it_cannot_export_by_is_named_in_Chinese(string key, string value)
    {
        var configuration = new ConfigurationManager { ["Telemetry:Endpoint"] = "http://127.0.0.1:1", [key] = value };
        Should
            .Throw<SetupException>(() => ServiceSettings.Read(configuration, apart: false))
            .Message.ShouldStartWith($"{key} “{value}” 无效");
    }

    /// <summary>Returns the current value of a gauge for this test's journal; NaN when it has none.</summary>
    private double Measure(string name)
    {
        var value = double.NaN;
        using var listener = new MeterListener
        {
            InstrumentPublished = (i, l) =>
            {
                if (i.Meter.Name == Telemetry.Name && i.Name == name)
                    l.EnableMeasurementEvents(i);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, m, tags, _) => Take(m, tags));
        listener.SetMeasurementEventCallback<double>((_, m, tags, _) => Take(m, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        return value;

        void Take(double measured, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                if (tag.Key == "source" && (string?)tag.Value == _source)
                    value = measured;
            }
        }
    }
}
