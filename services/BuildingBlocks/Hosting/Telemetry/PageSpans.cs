using System.Diagnostics;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

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
