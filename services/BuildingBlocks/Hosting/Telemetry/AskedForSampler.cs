using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Samples whole traces that begin with a call from outside. What the process does by itself (pulls, health checks of
/// the database) begins with an outgoing call and has no caller: it is left out.
/// </summary>
internal sealed class AskedForSampler : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(
            samplingParameters.ParentContext.TraceId == default
                ? samplingParameters.Kind is not (ActivityKind.Client or ActivityKind.Producer)
                : samplingParameters.ParentContext.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
        );
}
