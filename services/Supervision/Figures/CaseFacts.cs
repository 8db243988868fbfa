using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>One case as the figures count it: facts only, the same for a case of this system and one of an earlier system's ledger.</summary>
internal sealed record CaseFacts
{
    /// <summary>Category of a case whose ledger names none: a group needs a code.</summary>
    public const string Unclassified = "-";

    public string Proposal { get; init; } = "";

    /// <summary>Where Intake has it; never a draft.</summary>
    public ProposalState State { get; init; }
    public SessionKind SessionKind { get; init; }
    public ProposerKind ProposerKind { get; init; }
    public string Category { get; init; } = "";

    /// <summary>How 立案 is counted in this statistic; the same for all its cases.</summary>
    public FiledConvention Convention { get; init; }

    public bool HandedOver { get; init; }
    public bool Contacted { get; init; }

    /// <summary>已办复: every reply needed in round 1 was delivered.</summary>
    public bool Replied { get; init; }

    /// <summary>… and each within its due date, an extension granted in time included.</summary>
    public bool RepliedOnTime { get; init; }

    /// <summary>办结.</summary>
    public bool Closed { get; init; }

    /// <summary>跨年度.</summary>
    public bool CarriedOver { get; init; }

    /// <summary>无法办理.</summary>
    public bool Unable { get; init; }

    /// <summary>Round of handling.</summary>
    public int Round { get; init; }

    /// <summary>Code of the outcome class of the last effective reply; empty when none.</summary>
    public string OutcomeClass { get; init; } = "";

    /// <summary>It was put to the proposers: a form was issued, or the ledger has its reply.</summary>
    public bool ReachedFeedback { get; init; }

    /// <summary>办理工作 of the latest round as Feedback tells it; unspecified is 未表态.</summary>
    public Rating Work { get; init; }

    /// <summary>办理结果, the same way.</summary>
    public Rating Result { get; init; }

    /// <summary>The worst light of its open duties at the instant of the statistic; unspecified when it has none.</summary>
    public Light Light { get; init; }

    /// <summary>重点提案.</summary>
    public bool Key { get; init; }

    /// <summary>The units that handle it.</summary>
    public IReadOnlyList<UnitFacts> Units { get; init; } = [];

    /// <summary>立案 with the merged ones, which are a part of it (handbook 5.1 b).</summary>
    public bool FiledInclusive => State is ProposalState.Filed or ProposalState.Merged;

    /// <summary>立案 without the merged ones (handbook 5.1 a). It is also what has to be handled: filed, not merged away, not withdrawn.</summary>
    public bool Handled => State == ProposalState.Filed;

    /// <summary>立案 as this committee counts it.</summary>
    public bool Filed => Convention == FiledConvention.Disjoint ? Handled : FiledInclusive;

    /// <summary>集体: everything but the members' own.</summary>
    public bool Collective => ProposerKind != ProposerKind.Member;

    /// <summary>Replied, and put to the proposers: whose satisfaction there is to ask about.</summary>
    public bool Asked => Handled && Replied && ReachedFeedback;

    /// <summary>The unit's part in it; null when it has none.</summary>
    public UnitFacts? Of(string unit) => Units.FirstOrDefault(u => u.Unit == unit);

    /// <summary>The facts of a case by the rules it is under.</summary>
    public static CaseFacts Of(CaseRecord c, Rules rules, FiledConvention convention, DateTimeOffset now)
    {
        var policy = rules.Of(c.Intake.PolicyVersion);
        var ratings = c.RatingsOf();
        var facts = new CaseFacts
        {
            Proposal = c.Intake.Proposal,
            State = c.Intake.State,
            SessionKind = c.Intake.SessionKind,
            ProposerKind = c.Intake.ProposerKind,
            Category = c.Intake.Category.Length > 0 ? c.Intake.Category : Unclassified,
            Convention = convention,
            HandedOver = c.Assignments.Any(a => a.State.IsLive()),
            Contacted = c.Contacted,
            Replied = c.RepliesComplete(1),
            RepliedOnTime =
                c.RepliesComplete(1)
                && c.Assignments.Where(a => a.State.IsLive() && a.Role.Answers() && a.Round == 1)
                    .All(a => a.CompletedAt > DateTimeOffset.UnixEpoch && a.CompletedAt < a.AnswerTooLateAt),
            Closed = c.Closing?.State == CaseState.Closed,
            Round = c.Round,
            OutcomeClass = OutcomeOf(c.Replies, policy),
            ReachedFeedback = c.Forms.Count > 0,
            Work = ratings.Work,
            Result = ratings.Result,
            Light = DutyFacts
                .Of(c)
                .Where(d => d.IsOpen)
                .Select(d => WarningLight.Of(d, now, rules.Of(d.Assignment.PolicyVersion), rules.Calendar).Light)
                .DefaultIfEmpty()
                .Max(),
            Key = c.IsKey,
            Units = UnitsOf(c),
        };
        return c.Ledger is { } row ? facts.With(row, policy, rules.Calendar) : facts;
    }

    /// <summary>
    /// The class of a case that several units answered separately is the lowest of theirs: a case is as resolved as its least resolved part. Of one unit the last delivered
    /// reply counts (handbook edge case 32). The order is the profile's; classes it does not know come after.
    /// </summary>
    internal static string OutcomeOf(IEnumerable<ReplyFacts> replies, PolicyProfile? policy)
    {
        var order = policy?.OutcomeClasses.Select(c => c.Code).ToList() ?? [];
        return replies
            .GroupBy(r => r.Unit, StringComparer.Ordinal)
            .Select(unit =>
                unit.OrderBy(r => r.Round)
                    .ThenBy(r => r.DeliveredAt)
                    .ThenBy(r => r.Id, StringComparer.Ordinal)
                    .Last()
                    .OutcomeClass
            )
            .OrderByDescending(c => order.IndexOf(c) is >= 0 and var place ? place : int.MaxValue)
            .ThenByDescending(c => c, StringComparer.Ordinal)
            .FirstOrDefault("");
    }

    private static IReadOnlyList<UnitFacts> UnitsOf(CaseRecord c) =>
        [
            .. c
                .Assignments.Where(a => a.State.IsLive())
                .GroupBy(a => a.Unit, StringComparer.Ordinal)
                .Select(unit =>
                {
                    var rated = c.RatingsOf(unit.Key);
                    return new UnitFacts(
                        unit.Key,
                        unit.Any(a => a.Role.Answers()),
                        unit.Any(a => !a.Role.Answers()),
                        c.Replies.Any(r => r.Unit == unit.Key),
                        rated.Work,
                        rated.Result
                    );
                }),
        ];

    /// <summary>
    /// Adds what the ledger says; what happened in this system since goes before it. A reply is on time when it came by the day counted from hand-over by the profile;
    /// without a day of hand-over that cannot be shown, and is not claimed.
    /// </summary>
    private CaseFacts With(LedgerRow row, PolicyProfile? policy, WorkingCalendar calendar)
    {
        var replied = row.RepliedOn.Length > 0;
        var onTime =
            replied
            && row.HandedOverOn.Length > 0
            && policy is not null
            && WorkingCalendar.ParseDay(row.RepliedOn)
                <= Deadline
                    .Count(
                        Deadline.For(policy.Reply, row.SessionKind),
                        WorkingCalendar.ParseDay(row.HandedOverOn),
                        calendar
                    )
                    .Due;
        // LedgerRating has the numbers of Rating.
        var (work, result) = ((Rating)row.WorkRating, (Rating)row.ResultRating);
        var known = Units.Select(u => u.Unit).ToHashSet(StringComparer.Ordinal);
        IEnumerable<UnitFacts> named =
        [
            .. row.Unit.Length > 0
                ? [new UnitFacts(row.Unit, true, false, replied, work, result)]
                : Array.Empty<UnitFacts>(),
            .. row.CoUnits.Select(u => new UnitFacts(u, false, true, false, Rating.Unspecified, Rating.Unspecified)),
        ];
        return this with
        {
            HandedOver = HandedOver || row.HandedOverOn.Length > 0,
            Contacted = Contacted || row.Contact.Length > 0,
            Replied = Replied || replied,
            RepliedOnTime = replied ? onTime : RepliedOnTime,
            Closed = Closed || row.Closing == LedgerClosing.Closed,
            CarriedOver = !Closed && row.Closing == LedgerClosing.CarriedOver,
            Unable = !Closed && row.Closing == LedgerClosing.Unable,
            OutcomeClass = OutcomeClass.Length > 0 ? OutcomeClass : row.OutcomeClass,
            ReachedFeedback = ReachedFeedback || replied,
            Work = ReachedFeedback ? Work : work,
            Result = ReachedFeedback ? Result : result,
            Units = [.. Units, .. named.Where(u => !known.Contains(u.Unit)).DistinctBy(u => u.Unit)],
        };
    }
}

/// <summary>A unit's part in a case, as the figures count it.</summary>
/// <param name="Unit">Id of the unit.</param>
/// <param name="Answers">It is lead, sole or separate handler.</param>
/// <param name="CoHandles">It is co-handler.</param>
/// <param name="Replied">It delivered a reply.</param>
/// <param name="Work">办理工作 of its latest forms, as Feedback tells it.</param>
/// <param name="Result">办理结果, the same way.</param>
internal sealed record UnitFacts(string Unit, bool Answers, bool CoHandles, bool Replied, Rating Work, Rating Result);
