using System.Globalization;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>
/// One case as the figures count it: facts only, the same for a case of this system and one of an earlier system's
/// ledger.
/// </summary>
internal sealed record CountedCase
{
    /// <summary>Category of a case whose ledger names none: a group needs a code.</summary>
    public const string Unclassified = "-";

    public string Proposal { get; init; } = "";

    /// <summary>State in Intake; never a draft.</summary>
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

    /// <summary>
    /// As <see cref="Replied"/>, and each within its due date, including an extension granted in time. One that was
    /// sent back after it came late stays late.
    /// </summary>
    public bool RepliedOnTime { get; init; }

    /// <summary>办结.</summary>
    public bool Closed { get; init; }

    /// <summary>A 当面协商 or 专门说明 followed a 不满意 after its last round.</summary>
    public bool Conciliated { get; init; }

    /// <summary>The proposers then understood.</summary>
    public bool Understood { get; init; }

    /// <summary>跨年度.</summary>
    public bool CarriedOver { get; init; }

    /// <summary>无法办理.</summary>
    public bool Unable { get; init; }

    /// <summary>Round of handling.</summary>
    public int Round { get; init; }

    /// <summary>Code of the outcome class of the last effective reply; empty when none.</summary>
    public string OutcomeClass { get; init; } = "";

    /// <summary>Code of the outcome of examination; empty while it is not examined.</summary>
    public string Examination { get; init; } = "";

    /// <summary>True when it was not filed but passed on by another way, for example as a letter.</summary>
    public bool Redirected { get; init; }

    /// <summary>True when the proposers were asked: a form was issued, or the ledger has their answer.</summary>
    public bool ReachedFeedback { get; init; }

    /// <summary>办理工作 as it stands, from Feedback's event; unspecified is 未表态.</summary>
    public Rating Work { get; init; }

    /// <summary>办理结果, the same way.</summary>
    public Rating Result { get; init; }

    /// <summary>
    /// The worst light of its open duties at the instant of the statistic; unspecified when it has none.
    /// </summary>
    public Light Light { get; init; }

    /// <summary>An open duty is past its last day.</summary>
    public bool Overdue { get; init; }

    /// <summary>An opinion is past its last day and was not given.</summary>
    public bool OpinionOverdue { get; init; }

    /// <summary>主办可免责: the lead's open reply is overdue, and it had to wait for a late opinion.</summary>
    public bool LeadExcusable { get; init; }

    /// <summary>重点提案.</summary>
    public bool Key { get; init; }

    /// <summary>The units that handle it.</summary>
    public IReadOnlyList<CountedUnit> Units { get; init; } = [];

    /// <summary>What its replies promised.</summary>
    public IReadOnlyList<CountedCommitment> Commitments { get; init; } = [];

    /// <summary>Its supervision tasks that were not cancelled.</summary>
    public IReadOnlyList<CountedTask> Tasks { get; init; } = [];

    /// <summary>立案 including merged ones (handbook 5.1 b).</summary>
    public bool FiledInclusive => State is ProposalState.Filed or ProposalState.Merged;

    /// <summary>
    /// 立案 without merged ones (handbook 5.1 a). These are also the cases to handle: filed, not merged, not withdrawn.
    /// </summary>
    public bool Handled => State == ProposalState.Filed;

    /// <summary>立案 as this committee counts it.</summary>
    public bool Filed => Convention == FiledConvention.Disjoint ? Handled : FiledInclusive;

    /// <summary>集体: every kind of proposer except a member.</summary>
    public bool Collective => ProposerKind != ProposerKind.Member;

    /// <summary>True when it was replied to and the proposers were asked for their satisfaction.</summary>
    public bool Asked => Handled && Replied && ReachedFeedback;

    /// <summary>True when it was replied to and its outcome has a class.</summary>
    public bool Classified => Handled && Replied && OutcomeClass.Length > 0;

    /// <summary>True when one of the units that answer gave its outcome this class.</summary>
    public bool HasClass(string code) =>
        OutcomeClass == code || Units.Any(u => u.Answers && u.Replied && u.OutcomeClass == code);

    /// <summary>The unit's part in it; null when it has none.</summary>
    public CountedUnit? Of(string unit) => Units.FirstOrDefault(u => u.Unit == unit);

    /// <summary>One of its commitments.</summary>
    public CountedCommitment Promised(string commitment) => Commitments.First(m => m.Id == commitment);

    /// <summary>The facts of a case by the rules that apply to it.</summary>
    public static CountedCase Of(CaseRecord c, Rules rules, FiledConvention convention, DateTimeOffset now)
    {
        var policy = rules.Of(c.Intake.PolicyVersion);
        var ratings = c.RatingsOf();
        var outcomes = ExaminationOutcomes.Of(policy);
        var examination = ExaminationOf(c, outcomes);
        var facts = new CountedCase
        {
            Examination = examination,
            Redirected =
                c.Ledger?.Decision == LedgerDecision.Redirected
                || outcomes.FirstOrDefault(o => o.Code == examination)?.Effect == ExaminationEffect.Redirected,
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
                    .All(a =>
                        a.CompletedAt > DateTimeOffset.UnixEpoch && a.CompletedAt < a.AnswerTooLateAt && !a.AnsweredLate
                    ),
            Closed = c.Closing?.State == CaseState.Closed,
            Conciliated = c.Closing is { Conciliated: true },
            Understood = c.Closing is { Understood: true },
            Round = c.Round,
            OutcomeClass = OutcomeOf(c.Replies, policy),
            ReachedFeedback = c.Forms.Count > 0,
            Work = ratings.Work,
            Result = ratings.Result,
            Light = UnitDuty
                .Of(c)
                .Where(d => d.IsOpen)
                .Select(d => WarningLight.Of(d, now, rules.Of(d.Assignment.PolicyVersion), rules.Calendar).Light)
                .DefaultIfEmpty()
                .Max(),
            Overdue = UnitDuty.Of(c).Any(d => d.IsOpen && d.DueDate.Length > 0 && now >= d.TooLateAt),
            OpinionOverdue = UnitDuty
                .Of(c)
                .Any(d => d is { IsOpen: true, Kind: DutyKind.Opinion, DueDate.Length: > 0 } && now >= d.TooLateAt),
            LeadExcusable = UnitDuty
                .Of(c)
                .Any(d =>
                    d.IsOpen
                    && LateOpinions.Of(d, c.Assignments, rules.Of(d.Assignment.PolicyVersion), now).LeadExcusable
                ),
            Key = c.IsKey,
            Units = UnitsOf(c),
            Commitments = CountedCommitment.Of(c, now),
        };
        return c.Ledger is { } row ? facts.With(row, c.Intake, policy, rules) : facts;
    }

    /// <summary>
    /// The outcome class of a case. When several units answered separately, it is the lowest of theirs: a case is only
    /// as resolved as its least resolved part. For one unit the last delivered reply counts (handbook edge case 32).
    /// The order is the profile's; unknown classes come last.
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

    // A ledger's word stands as long as its case is in the state that it gave.
    private static string ExaminationOf(CaseRecord c, IReadOnlyList<ExaminationOutcome> outcomes)
    {
        var state = c.Intake.State;
        if (state == ProposalState.NotFiled && c.Intake.RedirectedAs.Length > 0)
            return c.Intake.RedirectedAs;
        if (c.Ledger is { Outcome.Length: > 0 } row && row.Decision.State() == state)
            return row.Outcome;
        var effect = state switch
        {
            ProposalState.Filed => ExaminationEffect.Filed,
            ProposalState.Merged => ExaminationEffect.Merged,
            ProposalState.NotFiled when c.Ledger?.Decision == LedgerDecision.Redirected => ExaminationEffect.Redirected,
            ProposalState.NotFiled => ExaminationEffect.NotFiled,
            ProposalState.Withdrawn => ExaminationEffect.Withdrawn,
            _ => ExaminationEffect.Unspecified,
        };
        return outcomes.FirstOrDefault(o => o.Effect == effect)?.Code ?? "";
    }

    private static IReadOnlyList<CountedUnit> UnitsOf(CaseRecord c) =>
        [
            .. c
                .Assignments.Where(a => a.State.IsLive())
                .GroupBy(a => a.Unit, StringComparer.Ordinal)
                .Select(unit =>
                {
                    var rated = c.RatingsOf(unit.Key);
                    return new CountedUnit(
                        unit.Key,
                        unit.Any(a => a.Role.Answers()),
                        unit.Any(a => !a.Role.Answers()),
                        c.Replies.Any(r => r.Unit == unit.Key),
                        rated.Work,
                        rated.Result
                    )
                    {
                        OutcomeClass = OutcomeOf(c.Replies.Where(r => r.Unit == unit.Key), null),
                    };
                }),
        ];

    /// <summary>
    /// Adds the ledger's facts; later events in this system take precedence. A reply is on time when it came by the day
    /// counted by the profile. Without a day of hand-over that cannot be shown, and is not claimed.
    /// </summary>
    private CountedCase With(LedgerRow row, IntakeFacts intake, PolicyProfile? policy, Rules rules)
    {
        var replied = row.RepliedOn.Length > 0;
        var onTime = replied && policy is not null && IsOnTime(row, intake, policy, rules);
        var (work, result) = (RatingOf(row.WorkRating), RatingOf(row.ResultRating));
        var known = Units.Select(u => u.Unit).ToHashSet(StringComparer.Ordinal);
        IEnumerable<CountedUnit> named =
        [
            .. row.Unit.Length > 0
                ? [new CountedUnit(row.Unit, true, false, replied, work, result) { OutcomeClass = row.OutcomeClass }]
                : Array.Empty<CountedUnit>(),
            .. row.CoUnits.Select(u => new CountedUnit(u, false, true, false, Rating.Unspecified, Rating.Unspecified)),
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

    /// <summary>A rating of a ledger, as Feedback states it. One that is not known here counts as not stated.</summary>
    internal static Rating RatingOf(LedgerRating rating) =>
        rating switch
        {
            LedgerRating.Unspecified => Rating.Unspecified,
            LedgerRating.Satisfied => Rating.Satisfied,
            LedgerRating.MostlySatisfied => Rating.MostlySatisfied,
            LedgerRating.Dissatisfied => Rating.Dissatisfied,
            // A journal keeps for ever what an earlier program let in.
            _ => Rating.Unspecified,
        };

    private static bool IsOnTime(LedgerRow row, IntakeFacts intake, PolicyProfile policy, Rules rules)
    {
        if (DayOf(row.HandedOverOn) is not { } handedOver || DayOf(row.RepliedOn) is not { } replied)
            return false;
        DateOnly? closed = rules.SessionsClose.TryGetValue(intake.Session, out var at)
            ? Deadline.LocalDay(at, policy.UtcOffsetMinutes)
            : null;
        var kind = new ProposalKind(row.SessionKind, intake.ProposerKind, closed);
        return replied <= Deadline.CountReply(policy, kind, handedOver, rules.Calendar).Due;
    }

    private static DateOnly? DayOf(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year is > 1900 and < 2200
            ? day
            : null;
}
