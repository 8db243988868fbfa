using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Traces what somebody asked for, whole. What the process does by itself (pulls, questions after the database's
/// health) begins with an outgoing call and has no caller: it is left out.
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
