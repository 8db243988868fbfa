using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grpc.Core;

namespace Proposals.BuildingBlocks;

/// <summary>What one command cost and what became of it.</summary>
internal sealed class CommandMeter : IDisposable
{
    private static readonly Counter<long> Commands = Telemetry.Meter.CreateCounter<long>(
        "proposals.commands",
        "{command}",
        "Commands by what became of them: done, replayed (the first answer again), refused, failed (an error, "
            + "or nobody waited any more)."
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
    public JobAnswer Answered(JobAnswer answer)
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
