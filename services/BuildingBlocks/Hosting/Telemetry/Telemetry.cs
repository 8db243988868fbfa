using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Proposals.BuildingBlocks;

/// <summary>
/// The telemetry of a process: traces and metrics by OTLP where Telemetry:Endpoint is set, and the console's log as
/// text or JSON. Where it is not set nothing is exported, and every hook below is one comparison. Attributes hold ids,
/// methods, reasons and positions: no name, text, login or token of anybody (docs/decisions/0012).
/// </summary>
/// <remarks>
/// A process exports once, however many hosts it has, because a listener hears the whole process: the first host that
/// is built exports for all, and names them.
/// </remarks>
public sealed class Telemetry : IHostedService, IDisposable
{
    /// <summary>Name of our own spans and metrics.</summary>
    public const string Name = "Proposals";

    /// <summary>Our own metrics; docs/metrics.md lists what is exported.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>Milliseconds that the last export may take when the process ends.</summary>
    private const int Patience = 2_000;

    private static int _exporting;
    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;
    private int _left;

    private Telemetry(TracerProvider traces, MeterProvider metrics) => (_traces, _metrics) = (traces, metrics);

    /// <summary>Sets up a host's log and telemetry.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="service">
    /// Its service.name: proposals-intake, proposals-gateway …; proposals where all are in one process.
    /// </param>
    /// <param name="settings">Where it exports traces and metrics.</param>
    /// <param name="logging">What it logs.</param>
    public static void Add(
        WebApplicationBuilder builder,
        string service,
        TelemetrySettings settings,
        LoggingSettings logging
    )
    {
        AddConsole(builder.Logging, logging);
        if (settings.Endpoint is null || Interlocked.Exchange(ref _exporting, 1) == 1)
            return;
        var version = Assembly
            .GetEntryAssembly()
            ?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion;
        builder
            .Services.AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource.AddService(
                    service,
                    serviceVersion: version,
                    serviceInstanceId: $"{Environment.MachineName}/{Environment.ProcessId}"
                )
            )
            .WithTracing(traces =>
                traces
                    .SetSampler(new AskedForSampler())
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddNpgsql()
                    // These two name their own spans; the package for the gRPC client would put its own name in the
                    // place of the library's.
                    .AddSource("Grpc.Net.Client", "MassTransit", Name)
                    .AddProcessor(new SpanPrivacy())
                    .AddOtlpExporter(o => To(o, settings, "v1/traces"))
            )
            .WithMetrics(metrics =>
                metrics
                    // Two meters of ASP.NET Core. Its package would add eleven more: routing, memory pools and others.
                    .AddMeter(
                        Name,
                        "MassTransit",
                        "Microsoft.AspNetCore.Hosting",
                        "Microsoft.AspNetCore.Server.Kestrel"
                    )
                    .AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation()
                    .AddNpgsqlInstrumentation()
                    .AddOtlpExporter(
                        (o, reader) =>
                        {
                            To(o, settings, "v1/metrics");
                            reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)
                                settings.Interval.TotalMilliseconds;
                        }
                    )
            );
        // Made after the providers, so that it is disposed before them.
        builder.Services.AddSingleton<IHostedService>(all => new Telemetry(
            all.GetRequiredService<TracerProvider>(),
            all.GetRequiredService<MeterProvider>()
        ));
    }

    /// <summary>
    /// The console as Logging:Format says: text, or one JSON object a line with UTC time and the trace it belongs to.
    /// </summary>
    public static ILoggingBuilder AddConsole(ILoggingBuilder log, LoggingSettings settings)
    {
        log.Configure(o =>
            o.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId
        );
        // These lines hold the query of a request, and a query holds names of files and whole messages.
        log.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        // It logs a stack for each call whose bytes are no message, so callers could fill a log and raise alarms.
        // CallErrors logs what goes wrong in a call, MalformedCalls the bytes.
        log.AddFilter("Grpc.AspNetCore.Server.ServerCallHandler", LogLevel.Critical);
        return settings.IsJson
            ? log.AddJsonConsole(o =>
                (o.UseUtcTimestamp, o.TimestampFormat, o.IncludeScopes) = (true, "yyyy-MM-ddTHH:mm:ss.ffffffZ", true)
            )
            : log.AddSimpleConsole();
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Sends what is left, for at most two seconds each. The providers alone would wait five.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 1)
            return;
        _traces.Shutdown(Patience);
        _metrics.Shutdown(Patience);
        Volatile.Write(ref _exporting, 0);
    }

    private static void To(OtlpExporterOptions options, TelemetrySettings settings, string path)
    {
        var address = settings.Endpoint!;
        options.Protocol = settings.IsGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = settings.IsGrpc ? address : new Uri(address.AbsoluteUri.TrimEnd('/') + '/' + path);
    }
}
