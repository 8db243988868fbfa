using System.Diagnostics;
using System.Diagnostics.Metrics;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>Announcements offered to the bus.</summary>
internal static class AnnouncementMeter
{
    private static readonly Counter<long> Announcements = Telemetry.Meter.CreateCounter<long>(
        "proposals.push.announcements",
        "{message}",
        "Commits announced by the bus: pushed, failed, or dropped because too many waited. Consumers ask every "
            + "five seconds anyway."
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
