using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using Dapper;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>
/// What a process tells of itself: traces and metrics by OTLP where Telemetry:Endpoint is set, and the console's log as text or JSON. Where it is not set nobody listens, and
/// every hook below is one comparison. Attributes hold ids, methods, reasons and positions: no name, text, login or token of anybody (docs/decisions/0012).
/// </summary>
public sealed class Telemetry : IHostedService, IDisposable
{
    /// <summary>Name of our own spans and metrics.</summary>
    public const string Name = "Proposals";

    /// <summary>Our own metrics; docs/metrics.md lists what is exported.</summary>
    public static readonly Meter Meter = new(Name);

    private static readonly string[] Sources =
    [
        "Microsoft.AspNetCore",
        "System.Net.Http",
        "Grpc.Net.Client",
        "MassTransit",
        "Npgsql",
        Name,
    ];

    private static readonly string[] Meters =
    [
        Name,
        "Npgsql",
        "System.Runtime",
        "System.Net.Http",
        "System.Net.NameResolution",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "MassTransit",
    ];

    private static readonly Lock Door = new();
    private static Exporters? _exporters;
    private static int _users;
    private bool _left;

    private Telemetry() { }

    /// <summary>
    /// Sets up a host's log and telemetry. A process exports once, however many hosts it has: the first names it. Throws <see cref="InvalidOperationException"/>, in Chinese, for
    /// configuration it cannot export by.
    /// </summary>
    /// <param name="builder">The host.</param>
    /// <param name="service">Its service.name: proposals-intake, proposals-gateway …; proposals where all are in one process.</param>
    public static void Add(WebApplicationBuilder builder, string service)
    {
        AddConsole(builder.Logging, builder.Configuration);
        if (builder.Configuration["Telemetry:Endpoint"] is not { Length: > 0 } endpoint)
            return;
        lock (Door)
        {
            _exporters ??= new Exporters(
                service,
                endpoint,
                builder.Configuration["Telemetry:Protocol"] ?? "grpc",
                builder.Configuration["Telemetry:Interval"] ?? "15"
            );
            _users++;
        }

        var telemetry = new Telemetry();
        // By a factory, so that the host disposes it, after everything that it tells of has stopped.
        builder.Services.AddSingleton<IHostedService>(_ => telemetry);
    }

    /// <summary>The console as Logging:Format says: text, or one JSON object a line with UTC time and the trace it belongs to.</summary>
    public static ILoggingBuilder AddConsole(ILoggingBuilder log, IConfiguration configuration)
    {
        log.Configure(o =>
            o.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId
        );
        // These lines hold the query of a request, and a query holds names of files and whole messages.
        log.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        return (configuration["Logging:Format"] ?? "text") switch
        {
            "text" => log.AddSimpleConsole(),
            "json" => log.AddJsonConsole(o =>
                (o.UseUtcTimestamp, o.TimestampFormat, o.IncludeScopes) = (true, "yyyy-MM-ddTHH:mm:ss.ffffffZ", true)
            ),
            var other => throw new InvalidOperationException($"Logging:Format “{other}” 无效，可用 text 或 json。"),
        };
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Sends what is left, for at most two seconds, when the last host of the process goes.</summary>
    public void Dispose()
    {
        lock (Door)
        {
            if (_left)
                return;
            _left = true;
            if (--_users > 0)
                return;
            _exporters?.Dispose();
            _exporters = null;
        }
    }

    /// <summary>The exporters of the process.</summary>
    private sealed class Exporters : IDisposable
    {
        private const int Patience = 2_000;
        private readonly TracerProvider _traces;
        private readonly MeterProvider _metrics;

        public Exporters(string service, string endpoint, string protocol, string interval)
        {
            if (
                !Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")
            )
                throw new InvalidOperationException($"Telemetry:Endpoint “{endpoint}” 无效，应为 http://主机:端口。");
            if (protocol is not ("grpc" or "http"))
                throw new InvalidOperationException($"Telemetry:Protocol “{protocol}” 无效，可用 grpc 或 http。");
            if (!int.TryParse(interval, out var seconds) || seconds is < 1 or > 3600)
                throw new InvalidOperationException($"Telemetry:Interval “{interval}” 无效，应为 1 至 3600 的秒数。");
            // The framework says what was asked only when it is told to.
            AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
            var version = Assembly
                .GetEntryAssembly()
                ?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                ?.InformationalVersion;
            var resource = ResourceBuilder
                .CreateDefault()
                .AddService(
                    service,
                    serviceVersion: version,
                    serviceInstanceId: $"{Environment.MachineName}/{Environment.ProcessId}"
                );
            _traces = Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(resource)
                .AddSource(Sources)
                .SetSampler(new AskedForSampler())
                .AddProcessor(new Naming())
                .AddOtlpExporter(o => To(o, "v1/traces"))
                .Build();
            _metrics = Sdk.CreateMeterProviderBuilder()
                .SetResourceBuilder(resource)
                .AddMeter(Meters)
                .AddOtlpExporter(
                    (o, reader) =>
                    {
                        To(o, "v1/metrics");
                        reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = seconds * 1000;
                    }
                )
                .Build();

            void To(OtlpExporterOptions options, string path)
            {
                options.Protocol = protocol == "grpc" ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
                options.Endpoint =
                    protocol == "grpc" ? address : new Uri(address.AbsoluteUri.TrimEnd('/') + '/' + path);
            }
        }

        public void Dispose()
        {
            _traces.Shutdown(Patience);
            _metrics.Shutdown(Patience);
            _traces.Dispose();
            _metrics.Dispose();
        }
    }

    /// <summary>Traces what somebody asked for, whole. What the process does by itself (looking for news, asking whether the database is there) begins with a call and has no caller: it is left out.</summary>
    private sealed class AskedForSampler : Sampler
    {
        public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
            new(
                samplingParameters.ParentContext.TraceId == default
                    ? samplingParameters.Kind is not (ActivityKind.Client or ActivityKind.Producer)
                    : samplingParameters.ParentContext.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            );
    }

    /// <summary>Gives the framework's spans the name of what was called, and takes away what a path or a query holds: a stranger may write there what he likes.</summary>
    private sealed class Naming : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            var path = data.GetTagItem("url.path") as string ?? "";
            data.SetTag("url.query", null).SetTag("url.path", null).SetTag("user_agent.original", null);
            if (
                data.GetTagItem("url.full") is string full
                && full.IndexOf('?', StringComparison.Ordinal) is > 0 and var query
            )
                data.SetTag("url.full", full[..query]);
            if (data.GetTagItem("grpc.method") is string method)
                data.DisplayName = method.TrimStart('/');
            else if (data.Kind == ActivityKind.Server && data.GetTagItem("http.request.method") is string verb)
                data.DisplayName = $"{verb} {Place(path)}";
        }

        /// <summary>An RPC by its whole path, anything else by its first word.</summary>
        private static string Place(string path)
        {
            var place = path.StartsWith("/proposals.", StringComparison.Ordinal)
                ? path
                : "/" + path.Split('/').ElementAtOrDefault(1);
            return place.Length <= 120 && place.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-')
                ? place
                : "/";
        }
    }
}

/// <summary>
/// One trace from the client's request to the last consequence. The writer and the consumers are loops of their own, and a batch or a page is of many traces: so a work remembers
/// whose trace it is of, and an event names the span that appended it (outside its hash). Whoever applies it goes on in that trace, however late.
/// </summary>
internal static class Tracing
{
    private static readonly ActivitySource Source = new(Telemetry.Name);

    /// <summary>Begins a span of ours; null where nobody listens. With <paramref name="parent"/>, wherever this loop comes from.</summary>
    public static Activity? Start(
        string name,
        ActivityKind kind,
        ActivityContext parent,
        DateTimeOffset since = default,
        IEnumerable<ActivityLink>? links = null
    ) => Source.StartActivity(name, kind, parent, links: links, startTime: since);

    /// <summary>Begins a span of ours below the current one.</summary>
    public static Activity? Start(string name) => Source.StartActivity(name);

    /// <summary>An event is being appended, in the trace that is current.</summary>
    public static void Stamp(Event entry)
    {
        if (Activity.Current is { Recorded: true, Id: { } parent })
            entry.TraceParent = parent;
    }

    /// <summary>Begins a span for each trace that a page holds events of; the first links to the others, and is current.</summary>
    public static PageSpans Of(IReadOnlyList<Event> page, string name, ActivityKind kind, string service, string source)
    {
        if (!Source.HasListeners())
            return PageSpans.None;
        var parents = new Dictionary<ActivityTraceId, (ActivityContext Parent, int Events)>();
        foreach (var entry in page)
        {
            if (ParentOf(entry) is not { } parent)
                continue;
            var known = parents.GetValueOrDefault(parent.TraceId, (Parent: parent, Events: 0));
            parents[parent.TraceId] = (known.Parent, known.Events + 1);
        }

        if (parents.Count == 0)
            return PageSpans.None;
        var spans = new Dictionary<ActivityTraceId, Activity>();
        foreach (var (trace, (parent, events)) in parents)
        {
            var links = spans.Count == 0 ? parents.Values.Skip(1).Select(p => new ActivityLink(p.Parent)) : null;
            if (Start(name, kind, parent, links: links) is not { } span)
                continue;
            span.SetTag("proposals.service", service)
                .SetTag("proposals.source", source)
                .SetTag("proposals.events", events)
                .SetTag("proposals.page.events", page.Count)
                .SetTag("proposals.page.first", page[0].Position);
            spans.Add(trace, span);
        }

        var all = new PageSpans(spans);
        Activity.Current = spans.Values.FirstOrDefault();
        return all;
    }

    internal static ActivityContext? ParentOf(Event entry) =>
        ActivityContext.TryParse(entry.TraceParent, null, isRemote: true, out var parent) ? parent : null;
}

/// <summary>The spans of a page, one a trace. Disposing ends them; as failed, unless their outcome was said.</summary>
internal sealed class PageSpans(IReadOnlyDictionary<ActivityTraceId, Activity> spans) : IDisposable
{
    public static readonly PageSpans None = new(new Dictionary<ActivityTraceId, Activity>());

    /// <summary>What became of the page.</summary>
    public string? Outcome { get; set; }

    /// <summary>What runs until the answer is disposed belongs to the trace of this event, or to none.</summary>
    public Current In(Event entry) => ReferenceEquals(this, None) ? default : new Current(SpanOf(entry));

    public void Dispose()
    {
        foreach (var span in spans.Values)
        {
            span.SetTag("proposals.outcome", Outcome ?? "failed");
            if (Outcome is null)
                span.SetStatus(ActivityStatusCode.Error);
            span.Dispose();
        }
    }

    private Activity? SpanOf(Event entry) =>
        Tracing.ParentOf(entry) is { } parent ? spans.GetValueOrDefault(parent.TraceId) : null;

    /// <summary>Makes a span current for a while.</summary>
    public readonly struct Current : IDisposable
    {
        private readonly Activity? _before;
        private readonly bool _changed;

        public Current(Activity? span)
        {
            (_before, _changed) = (Activity.Current, true);
            Activity.Current = span;
        }

        public void Dispose()
        {
            if (_changed)
                Activity.Current = _before;
        }
    }
}

/// <summary>When a work came to the writer, and in whose trace.</summary>
internal struct Arrival
{
    private bool _waited;

    public ActivityContext Trace { get; private init; }
    public long At { get; private init; }
    public DateTimeOffset Since { get; private init; }

    /// <summary>A work arrives now. Spans stand at the machine's time, whatever the suite's clock says.</summary>
    public static Arrival Now() =>
        Activity.Current is { Recorded: true } span
            ? new()
            {
                At = Stopwatch.GetTimestamp(),
                Trace = span.Context,
                Since = TimeProvider.System.GetUtcNow(),
            }
            : new() { At = Stopwatch.GetTimestamp() };

    /// <summary>True once: it waits no more. A work that runs again after a rollback does not wait again.</summary>
    public bool Taken() => !_waited && (_waited = true);
}

/// <summary>What one command cost and what became of it.</summary>
internal sealed class CommandMeter : IDisposable
{
    private static readonly Counter<long> Commands = Telemetry.Meter.CreateCounter<long>(
        "proposals.commands",
        "{command}",
        "Commands by what became of them: done, replayed (the first answer again), refused, failed (an error, or nobody waited any more)."
    );

    private static readonly Histogram<double> Duration = Telemetry.Meter.CreateHistogram(
        "proposals.command.duration",
        "s",
        "Time from a command's check of its caller to its answer, waiting for the writer included.",
        advice: Buckets.Short
    );

    private static readonly Counter<long> Refusals = Telemetry.Meter.CreateCounter<long>(
        "proposals.refusals",
        "{refusal}",
        "Calls, commands and queries, that a service refused, by reason."
    );

    private readonly string _service;
    private readonly string _method;
    private readonly Activity? _span;
    private readonly long _began = Stopwatch.GetTimestamp();
    private string _outcome = "failed";

    private CommandMeter(string service, string method, Caller caller)
    {
        (_service, _method, _span) = (service, method, Tracing.Start("command"));
        _span
            ?.SetTag("proposals.service", service)
            .SetTag("proposals.method", NameOf(method))
            .SetTag("proposals.committee", caller.Committee);
    }

    /// <summary>Begins with a command; ends when disposed.</summary>
    public static CommandMeter Of(string service, string method, Caller caller) => new(service, method, caller);

    /// <summary>Counts a call that ends with a refusal.</summary>
    public static void Refused(string method, RpcException error)
    {
        if (!Refusals.Enabled)
            return;
        var reason = RefusalStatus.ReasonOf(error) is { Length: > 0 } code ? code : error.StatusCode.ToString();
        Activity.Current?.SetTag("proposals.reason", reason);
        // "/proposals.intake.v1.IntakeService/FileProposal"
        var service = method.Split('.') is { Length: > 2 } parts ? parts[1] : "";
        Refusals.Add(
            1,
            new("service", service),
            new("method", NameOf(method)),
            new KeyValuePair<string, object?>("reason", reason)
        );
    }

    /// <summary>The writer answered.</summary>
    public Answer Answered(Answer answer)
    {
        _outcome = answer switch
        {
            { Refusal: not null } => "refused",
            { Remembered: not null } => "replayed",
            _ => "done",
        };
        _span?.SetTag("proposals.position", answer.Position);
        return answer;
    }

    public void Dispose()
    {
        if (Duration.Enabled)
        {
            var tags = new TagList
            {
                { "service", _service },
                { "method", NameOf(_method) },
                { "outcome", _outcome },
            };
            Commands.Add(1, tags);
            Duration.Record(Stopwatch.GetElapsedTime(_began).TotalSeconds, tags);
        }

        _span?.SetTag("proposals.outcome", _outcome);
        if (_outcome == "failed")
            _span?.SetStatus(ActivityStatusCode.Error);
        _span?.Dispose();
    }

    private static string NameOf(string method) => method[(method.LastIndexOf('/') + 1)..];
}

/// <summary>What one writer does: how many wait, how large its batches are, how long a commit takes, and where the journal's head is.</summary>
internal sealed class WriterMeter : IDisposable
{
    private static readonly Registry<WriterMeter> All = new();
    private static readonly Histogram<long> Batches = Telemetry.Meter.CreateHistogram(
        "proposals.writer.batch",
        "{work}",
        "Works of one transaction.",
        advice: Buckets.Batch
    );
    private static readonly Histogram<double> Waits = Telemetry.Meter.CreateHistogram(
        "proposals.writer.wait",
        "s",
        "Time a work waited for the writer.",
        advice: Buckets.Short
    );
    private static readonly Histogram<double> Commits = Telemetry.Meter.CreateHistogram(
        "proposals.commit.duration",
        "s",
        "Time the last writes and the commit of one transaction took.",
        advice: Buckets.Short
    );
    private static readonly Counter<long> Rollbacks = Telemetry.Meter.CreateCounter<long>(
        "proposals.writer.rollbacks",
        "{batch}",
        "Batches that were rolled back and whose members ran alone."
    );
    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly Func<int> _waiting;
    private long _head = -1;

    static WriterMeter()
    {
        Telemetry.Meter.CreateObservableGauge(
            "proposals.writer.queue",
            () => All.Select(w => new Measurement<long>(w._waiting(), w._tags)),
            "{work}",
            "Works that wait for the writer; 4,096 is the most."
        );
        Telemetry.Meter.CreateObservableGauge(
            "proposals.journal.head",
            () => All.Where(w => w._head >= 0).Select(w => new Measurement<long>(w._head, w._tags)),
            "{event}",
            "Position of the journal's last event, as far as this process knows."
        );
    }

    public WriterMeter(string service, Func<int> waiting, int shard = 0)
    {
        (_waiting, _tags) = (waiting, [new("service", service), new("shard", shard)]);
        All.Add(this);
        Rollbacks.Add(0, _tags);
    }

    /// <summary>Where the journal's head is.</summary>
    public void Head(long position) => Interlocked.Exchange(ref _head, position);

    /// <summary>A batch could not be committed as one.</summary>
    public void RolledBack() => Rollbacks.Add(1, _tags);

    /// <summary>A work is taken up: what runs until the answer is disposed is its part of the batch.</summary>
    public Activity? Taken(Work work, int batch)
    {
        if (work.Arrival.Taken() && Waits.Enabled)
            Waits.Record(Stopwatch.GetElapsedTime(work.Arrival.At).TotalSeconds, _tags);
        if (work.Arrival.Trace == default)
            return null;
        Tracing.Start("wait", ActivityKind.Internal, work.Arrival.Trace, work.Arrival.Since)?.Dispose();
        return Tracing
            .Start("write", ActivityKind.Internal, work.Arrival.Trace)
            ?.SetTag("proposals.service", _tags[0].Value)
            .SetTag("proposals.batch", batch);
    }

    /// <summary>Everything of a batch has run: what is left is to send the last writes and to commit. Disposing without <see cref="Committing.Done"/> means that it failed.</summary>
    public Committing Commit(IReadOnlyList<Work> works) => new(this, works);

    public void Dispose() => All.Remove(this);

    /// <summary>The commit of a batch, seen in every trace that has a work in it.</summary>
    internal sealed class Committing : IDisposable
    {
        private readonly WriterMeter _meter;
        private readonly int _works;
        private readonly List<Activity> _spans = [];
        private readonly long _began = Stopwatch.GetTimestamp();
        private bool _done;

        public Committing(WriterMeter meter, IReadOnlyList<Work> works)
        {
            (_meter, _works) = (meter, works.Count);
            foreach (var work in works)
            {
                if (
                    work.Arrival.Trace != default
                    && Tracing.Start("commit", ActivityKind.Internal, work.Arrival.Trace) is { } span
                )
                    _spans.Add(
                        span.SetTag("proposals.service", meter._tags[0].Value).SetTag("proposals.batch", works.Count)
                    );
            }

            // The statements are sent once: they are seen in the first one's trace.
            if (_spans.Count > 0)
                Activity.Current = _spans[0];
        }

        /// <summary>It is committed; the journal's head is there now.</summary>
        public void Done(long head)
        {
            _done = true;
            _meter.Head(head);
            Commits.Record(Stopwatch.GetElapsedTime(_began).TotalSeconds, _meter._tags);
            Batches.Record(_works, _meter._tags);
            foreach (var span in _spans)
                span.SetTag("proposals.head", head);
        }

        public void Dispose()
        {
            foreach (var span in _spans)
            {
                if (!_done)
                    span.SetStatus(ActivityStatusCode.Error);
                span.Dispose();
            }

            Activity.Current = null;
        }
    }
}

/// <summary>How one service follows one journal. Lag is counted from what was heard of the journal's head, by push or pull: no export asks a database.</summary>
internal sealed class ConsumerMeter : IDisposable
{
    private const int MaxMarks = 64;
    private static readonly Registry<ConsumerMeter> All = new();
    private static readonly Histogram<double> Delay = Telemetry.Meter.CreateHistogram(
        "proposals.projection.delay",
        "s",
        "Time from an event's decision to its being applied by this consumer.",
        advice: Buckets.Long
    );
    private static readonly Counter<long> Pulls = Telemetry.Meter.CreateCounter<long>(
        "proposals.consumer.pulls",
        "{pull}",
        "Questions to another journal for what is new, by why they were asked: told (the bus said so), silence (nobody had said anything for five seconds)."
    );
    private static readonly Counter<long> Poison = Telemetry.Meter.CreateCounter<long>(
        "proposals.poison",
        "{event}",
        "Events that could not be applied after 5 tries."
    );
    private readonly Lock _lock = new();
    private readonly Queue<(long Head, long At)> _unapplied = new();
    private readonly KeyValuePair<string, object?>[] _tags;
    private long _known;
    private long _applied = -1;
    private long _parked;

    static ConsumerMeter()
    {
        Telemetry.Meter.CreateObservableGauge(
            "proposals.journal.lag.events",
            () => All.Where(c => c._applied >= 0).Select(c => c.Measure(c._known - c._applied)),
            "{event}",
            "Events of a journal that are known of and not applied yet."
        );
        Telemetry.Meter.CreateObservableGauge(
            "proposals.journal.lag.time",
            () =>
                All.Where(c => c._applied >= 0).Select(c => new Measurement<double>(c.Behind().TotalSeconds, c._tags)),
            "s",
            "How long the oldest event that is not applied yet has been known of."
        );
        Telemetry.Meter.CreateObservableGauge(
            "proposals.parked",
            () => All.Select(c => c.Measure(Interlocked.Read(ref c._parked))),
            "{event}",
            "Parked events; read every half minute, counted in between."
        );
        Telemetry.Meter.CreateObservableGauge(
            "proposals.consumer.state",
            () => All.Select(c => c.Measure((long)c.State)),
            "{state}",
            "0 follows, 1 cannot follow for now, 2 does not follow any more: the history forked."
        );
    }

    public ConsumerMeter(string service, string source, int shard = 0) =>
        _tags = [new("service", service), new("source", source), new("shard", shard)];

    internal enum Following
    {
        Follows,
        CannotFollow,
        Forked,
    }

    /// <summary>How it stands.</summary>
    public Following State { get; set; }

    /// <summary>Shows it from now on, until it is disposed.</summary>
    public ConsumerMeter Begin()
    {
        All.Add(this);
        Poison.Add(0, _tags);
        return this;
    }

    /// <summary>The journal is known to reach this position.</summary>
    public void Heard(long head)
    {
        lock (_lock)
        {
            if (head <= _known)
                return;
            _known = head;
            // Full: the newest mark waits; the oldest, which is what is asked for, stays.
            if (head > _applied && _unapplied.Count < MaxMarks)
                _unapplied.Enqueue((head, Stopwatch.GetTimestamp()));
        }
    }

    /// <summary>The journal is applied up to this position.</summary>
    public void Reached(long position)
    {
        lock (_lock)
        {
            (_applied, _known) = (position, Math.Max(_known, position));
            while (_unapplied.TryPeek(out var mark) && mark.Head <= position)
                _unapplied.Dequeue();
            if (_known > position && _unapplied.Count == 0)
                _unapplied.Enqueue((_known, Stopwatch.GetTimestamp()));
        }
    }

    /// <summary>It asks again, because it was told to, or because of the silence.</summary>
    public void Woken(string why)
    {
        if (Pulls.Enabled)
            Pulls.Add(1, [.. _tags, new("why", why)]);
    }

    /// <summary>A page was pulled after this position, which is how far the journal is applied.</summary>
    public void Pulled(long position, ReadEventsResponse page)
    {
        Reached(position);
        Heard(page.Head);
    }

    /// <summary>A page is about to be applied.</summary>
    public Applying Apply(IReadOnlyList<Event> page) =>
        new(
            this,
            page,
            Tracing.Of(page, "apply", ActivityKind.Consumer, (string)_tags[0].Value!, (string)_tags[1].Value!)
        );

    /// <summary>An event could not be applied.</summary>
    public void Poisoned() => Poison.Add(1, _tags);

    /// <summary>So many more events are parked; fewer, when it is negative.</summary>
    public void Parked(long more) => Interlocked.Add(ref _parked, more);

    /// <summary>Reads what other processes may have changed. Asks nothing where nobody listens.</summary>
    public static async Task RefreshAsync(Service service, CancellationToken stop)
    {
        if (!Pulls.Enabled)
            return;
        await using var connection = await service.Database.OpenReaderAsync(stop);
        service.Writer.Meter.Head(await connection.QuerySingleAsync<long>("SELECT position FROM journal_head"));
        var parked = (
            await connection.QueryAsync<(string Source, long Events)>(
                "SELECT source, COUNT(*) FROM parked GROUP BY source"
            )
        ).ToDictionary(p => p.Source, p => p.Events, StringComparer.Ordinal);
        foreach (var consumer in service.Consumers)
            Interlocked.Exchange(ref consumer.Meter._parked, parked.GetValueOrDefault(consumer.Source));
    }

    public void Dispose() => All.Remove(this);

    private Measurement<long> Measure(long value) => new(value, _tags);

    private TimeSpan Behind()
    {
        lock (_lock)
            return _unapplied.TryPeek(out var mark) ? Stopwatch.GetElapsedTime(mark.At) : TimeSpan.Zero;
    }

    /// <summary>One page while it is applied; disposed without an end it has failed.</summary>
    internal sealed class Applying(ConsumerMeter meter, IReadOnlyList<Event> page, PageSpans spans) : IDisposable
    {
        private long _from;

        /// <summary>The checkpoint is here.</summary>
        public void Begin(long position) => _from = position;

        /// <summary>What runs until the answer is disposed belongs to the trace of this event, or to none.</summary>
        public PageSpans.Current In(Event entry) => spans.In(entry);

        /// <summary>It is committed.</summary>
        public void End(string outcome, bool applied, TimeProvider clock)
        {
            spans.Outcome = outcome.ToLowerInvariant();
            meter.Reached(applied ? page[^1].Position : _from);
            if (!applied || !Delay.Enabled)
                return;
            var now = clock.GetUtcNow();
            foreach (var entry in page.Where(e => e.Position > _from))
                Delay.Record((now - entry.At.ToDateTimeOffset()).TotalSeconds, meter._tags);
        }

        public void Dispose() => spans.Dispose();
    }
}

/// <summary>Announcements offered to the bus.</summary>
internal static class PushMeter
{
    private static readonly Counter<long> Announcements = Telemetry.Meter.CreateCounter<long>(
        "proposals.push.announcements",
        "{message}",
        "Commits announced by the bus: pushed, failed, or dropped because too many waited. Consumers ask every five seconds anyway."
    );

    public static void Count(string source, string outcome) =>
        Announcements.Add(1, new("source", source), new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>A commit is about to be announced; disposed without an outcome it has failed.</summary>
    public static Pushing Of(IReadOnlyList<Event> page) =>
        new(page[0].Source, Tracing.Of(page, "push", ActivityKind.Producer, page[0].Source, page[0].Source));

    internal sealed class Pushing(string source, PageSpans spans) : IDisposable
    {
        public string? Outcome { get; set; }

        public void Dispose()
        {
            spans.Outcome = Outcome;
            Count(source, Outcome ?? "failed");
            spans.Dispose();
            // The next page is of other traces.
            Activity.Current = null;
        }
    }
}

/// <summary>Bounds of the histograms; 2 s is the promised 99th percentile of event lag, so it is one of them.</summary>
internal static class Buckets
{
    public static readonly InstrumentAdvice<double> Short = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };
    public static readonly InstrumentAdvice<double> Long = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600],
    };
    public static readonly InstrumentAdvice<long> Batch = new()
    {
        HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128],
    };
}

/// <summary>Those alive that a gauge shows.</summary>
internal sealed class Registry<T>
    where T : class
{
    private readonly Lock _lock = new();
    private readonly List<T> _members = [];

    public void Add(T member)
    {
        lock (_lock)
            _members.Add(member);
    }

    public void Remove(T member)
    {
        lock (_lock)
            _members.Remove(member);
    }

    public IEnumerable<TOut> Select<TOut>(Func<T, TOut> select) => Snapshot().Select(select);

    public IEnumerable<T> Where(Func<T, bool> predicate) => Snapshot().Where(predicate);

    private List<T> Snapshot()
    {
        lock (_lock)
            return [.. _members];
    }
}
