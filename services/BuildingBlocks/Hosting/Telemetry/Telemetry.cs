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
