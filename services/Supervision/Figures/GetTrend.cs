using Google.Protobuf.WellKnownTypes;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>
/// Returns the progress of a session by weeks of the committee's local time: when each proposal first reached each
/// step, by its timeline. A case of an earlier system's ledger is left out. It has dates on paper but no events, and
/// was imported at one instant, so it would show a peak that never was.
/// </summary>
internal static class GetTrend
{
    private const int MaxWeeks = 520;

    private static readonly string Firsts = Sql.Of(
        $"""
        SELECT t.type, MIN(t.at) AS at
        FROM intake_facts i JOIN timeline t ON t.committee = i.committee AND t.proposal = i.proposal
        WHERE i.committee = @committee AND i.session = @session AND {CaseQuery.IsCase}
          AND t.type IN (
            {ProposalSubmitted.Descriptor}, {ProposalFiled.Descriptor},
            {AssignmentHandedOver.Descriptor}, {ReplyDelivered.Descriptor},
            {CaseClosed.Descriptor})
        GROUP BY t.type, t.proposal
        """
    );

    public static async Task<Decision<Trend>> HandleAsync(GetTrendRequest request, Query query)
    {
        if (
            !ResourceName
                .Id(request.Session, query.Committee, "sessions", "session")
                .Decided(out var session, out var refusal)
        )
            return refusal;
        if (
            await DirectoryCopy.PlenarySessionAsync(query, session) is null
            || await DirectoryCopy.PolicyAsync(query) is not { } policy
        )
            return CommonRefusals.NotFound;
        var firsts = await query.ManyAsync<First>(Firsts, new { committee = query.Committee, session });
        var trend = new Trend { Session = request.Session, ComputedAt = Timestamp.FromDateTimeOffset(query.Now) };
        trend.Weeks.AddRange(Weeks(firsts, query.Now, policy.UtcOffsetMinutes));
        return trend;
    }

    /// <summary>
    /// The weeks from the first submission to now, the newest 520 of them. An event dated later than now, by a clock
    /// ahead of ours, belongs to the last week.
    /// </summary>
    internal static IReadOnlyList<TrendWeek> Weeks(
        IReadOnlyList<First> firsts,
        DateTimeOffset now,
        int utcOffsetMinutes
    )
    {
        if (
            firsts
                .Where(f => f.Kind == nameof(ProposalSubmitted))
                .Select(f => f.At)
                .Order()
                .Cast<DateTimeOffset?>()
                .FirstOrDefault()
            is not { } begin
        )
            return [];
        var last = Monday(now > begin ? now : begin, utcOffsetMinutes);
        var first = Monday(begin, utcOffsetMinutes);
        if (last.AddDays(-7 * (MaxWeeks - 1)) is var earliest && first < earliest)
            first = earliest;
        var weeks = Enumerable
            .Range(0, ((last.DayNumber - first.DayNumber) / 7) + 1)
            .Select(i => new TrendWeek { Monday = WorkingCalendar.FormatDay(first.AddDays(7 * i)) })
            .ToList();
        foreach (var got in firsts)
        {
            var place = (Monday(got.At, utcOffsetMinutes).DayNumber - first.DayNumber) / 7;
            if (got.At < begin || Monday(got.At, utcOffsetMinutes) < first)
                continue;
            var week = weeks[Math.Min(place, weeks.Count - 1)];
            switch (got.Kind)
            {
                case nameof(ProposalSubmitted):
                    week.Submitted++;
                    break;
                case nameof(ProposalFiled):
                    week.Filed++;
                    break;
                case nameof(AssignmentHandedOver):
                    week.HandedOver++;
                    break;
                case nameof(ReplyDelivered):
                    week.Replied++;
                    break;
                case nameof(CaseClosed):
                    week.Closed++;
                    break;
            }
        }

        return weeks;
    }

    private static DateOnly Monday(DateTimeOffset at, int utcOffsetMinutes)
    {
        var day = Deadline.LocalDay(at, utcOffsetMinutes);
        return day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
    }

    /// <summary>A proposal's first event of a type.</summary>
    internal sealed record First
    {
        public string Type { get; init; } = "";
        public DateTimeOffset At { get; init; }

        /// <summary>The type without its package.</summary>
        public string Kind => Type[(Type.LastIndexOf('.') + 1)..];
    }
}
