using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Proposals.Suite.Tests.Otlp;

namespace Proposals.Suite.Tests;

/// <summary>Receives OTLP over HTTP on loopback and keeps everything.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly List<SeenSpan> _spans = [];
    private readonly Dictionary<(string Scope, string Name), SeenMetric> _metrics = [];
    private readonly Dictionary<string, HashSet<string>> _services = new(StringComparer.Ordinal);
    private readonly List<byte[]> _bodies = [];

    private Receiver(WebApplication app) => _app = app;

    /// <summary>Base address of the receiver.</summary>
    public string Address => _app.Urls.First();

    /// <summary>Every request body as received.</summary>
    public IReadOnlyList<byte[]> Bodies => Copy(_bodies);

    /// <summary>Every span received so far.</summary>
    public IReadOnlyList<SeenSpan> Spans => Copy(_spans);

    /// <summary>Every metric received so far, each once.</summary>
    public IReadOnlyList<SeenMetric> Metrics => Copy(_metrics.Values);

    /// <summary>Names of the metrics that a service exported.</summary>
    public IReadOnlyList<string> MetricsOf(string service)
    {
        lock (_lock)
            return [.. _services.GetValueOrDefault(service, [])];
    }

    /// <summary>Starts a receiver on a free port.</summary>
    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new Receiver(builder.Build());
        receiver._app.Run(receiver.TakeAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        lock (_lock)
        {
            _bodies.Add(body.ToArray());
            if (context.Request.Path == "/v1/traces")
                Take(TracesRequest.Parser.ParseFrom(body.ToArray()));
            else if (context.Request.Path == "/v1/metrics")
                Take(MetricsRequest.Parser.ParseFrom(body.ToArray()));
            else
                context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    private void Take(TracesRequest request)
    {
        foreach (var resource in request.ResourceSpans)
        {
            var service = TextOf(resource.Resource.Attributes, "service.name");
            foreach (var scope in resource.ScopeSpans)
            {
                _spans.AddRange(
                    scope.Spans.Select(s => new SeenSpan(
                        service,
                        scope.Scope.Name,
                        Hex(s.TraceId),
                        Hex(s.SpanId),
                        Hex(s.ParentSpanId),
                        s.Name,
                        s.Attributes.ToDictionary(a => a.Key, a => TextOf(a.Value), StringComparer.Ordinal),
                        s.Links.Count
                    ))
                );
            }
        }
    }

    private void Take(MetricsRequest request)
    {
        foreach (var resource in request.ResourceMetrics)
        {
            var service = TextOf(resource.Resource.Attributes, "service.name");
            foreach (var scope in resource.ScopeMetrics)
            {
                foreach (var metric in scope.Metrics)
                {
                    var (kind, attributes) = metric.DataCase switch
                    {
                        Metric.DataOneofCase.Gauge => ("gauge", metric.Gauge.Points.SelectMany(p => p.Attributes)),
                        Metric.DataOneofCase.Sum => (
                            metric.Sum.IsMonotonic ? "counter" : "updowncounter",
                            metric.Sum.Points.SelectMany(p => p.Attributes)
                        ),
                        Metric.DataOneofCase.Histogram => (
                            "histogram",
                            metric.Histogram.Points.SelectMany(p => p.Attributes)
                        ),
                        _ => throw new NotSupportedException(metric.Name),
                    };
                    if (!_metrics.TryGetValue((scope.Scope.Name, metric.Name), out var seen))
                        _metrics.Add(
                            (scope.Scope.Name, metric.Name),
                            seen = new(scope.Scope.Name, metric.Name, metric.Unit, kind, metric.Description, [])
                        );
                    seen.Attributes.UnionWith(attributes.Select(a => a.Key));
                    if (!_services.TryGetValue(service, out var names))
                        _services.Add(service, names = new(StringComparer.Ordinal));
                    names.Add(metric.Name);
                }
            }
        }
    }

    private List<T> Copy<T>(IEnumerable<T> all)
    {
        lock (_lock)
            return [.. all];
    }

    private static string TextOf(IEnumerable<KeyValue> attributes, string key) =>
        attributes.FirstOrDefault(a => a.Key == key) is { } found ? TextOf(found.Value) : "";

    private static string TextOf(Value value) =>
        value.ValueCase switch
        {
            Value.ValueOneofCase.Text => value.Text,
            Value.ValueOneofCase.Number => value.Number.ToString(null, null),
            Value.ValueOneofCase.Yes => value.Yes ? "true" : "false",
            Value.ValueOneofCase.Real => value.Real.ToString(null, null),
            _ => "",
        };

    private static string Hex(Google.Protobuf.ByteString bytes) => Convert.ToHexStringLower(bytes.Span);
}
