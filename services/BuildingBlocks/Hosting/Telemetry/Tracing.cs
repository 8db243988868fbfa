using System.Diagnostics;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>
/// One trace from the client's request to the last consequence. The writer and the consumers are loops of their own,
/// and a batch or a page belongs to many traces. So a job remembers its trace, and an event names the span that
/// appended it (outside its hash). The service that applies it continues that trace, however late.
/// </summary>
internal static class Tracing
{
    private static readonly ActivitySource Source = new(Telemetry.Name);

    /// <summary>
    /// Begins a span of ours; null where nothing is exported. With <paramref name="parent"/> it continues that trace,
    /// whatever the current one is.
    /// </summary>
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

    /// <summary>
    /// Begins a span for each trace that a page holds events of; the first links to the others, and is current.
    /// </summary>
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
