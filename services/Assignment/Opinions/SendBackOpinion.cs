using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 会办意见退回协商 (handbook T63): the lead unit sends an opinion back that it does not agree with. The co-handling
/// unit submits again; every opinion stays. It is bounded: then the responsible leader decides.
/// </summary>
internal static class SendBackOpinion
{
    /// <summary>How often the opinion of one task may be sent back.</summary>
    public const int MostTimes = 3;

    public static async Task<Decision<Opinion>> HandleAsync(SendBackOpinionRequest request, Transaction tx)
    {
        if ((Input.Required(request.Disagreement, "disagreement") ?? Input.Day(request.Until, "until")) is { } bad)
            return bad;
        if (!(await OpinionRow.LoadAsync(tx, request.Name)).Decided(out var opinion, out var refusal))
            return refusal;
        if (OpinionMachine.Moves.Refuses(opinion.State, OpinionMove.SendBack) is { } illegal)
            return illegal;
        var ofCase = await AssignmentRow.OfCaseAsync(
            tx,
            (await AssignmentRow.OfPartAsync(tx, opinion.Assignment)).Proposal
        );
        var task = ofCase.Single(a => a.Id == opinion.Assignment);
        if (
            await FiledProposalRow.OfAsync(tx, task.Proposal) is not { } proposal
            || await DueDates.LoadAsync(tx, proposal) is not { } clock
        )
            return CommonRefusals.NotFound;
        var until = WorkingCalendar.ParseDay(request.Until);
        var lead = LeadOf(ofCase, task.Round, Visibility.Unit(tx));
        var times = await OpinionRow.CountSentBackAsync(tx, task.Id);
        if ((Refuses(task, lead, times, tx.Now) ?? RefusesDay(lead!, until, clock.Day(tx.Now))) is { } no)
            return no;

        var ledger = clock.SentBack(await task.LedgerAsync(tx, Duty.Answer), until);
        var sentBack = opinion.SendBack(tx, request.Disagreement);
        task.KeepLedger(tx, Duty.Answer, ledger);
        task.Save(
            tx,
            AssignmentMove.SendBackOpinion,
            new OpinionSentBack
            {
                Proposal = task.Proposal,
                Assignment = task.Id,
                Opinion = opinion.Id,
                Unit = lead!.Unit,
                Due = ledger.Due,
                OldDue = task.Due.ToMessage(),
                DisagreementHash = TextHash.Of(request.Disagreement),
            }
        );
        return sentBack.ToMessage(tx.Committee);
    }

    /// <summary>The running task of the unit as lead of the round; null when it does not lead it.</summary>
    internal static AssignmentRow? LeadOf(IEnumerable<AssignmentRow> ofCase, int round, string unit) =>
        ofCase.FirstOrDefault(a =>
            a.Unit == unit
            && a.Round == round
            && a is { Role: AssignmentRole.Lead, State: AssignmentState.Acknowledged }
        );

    /// <summary>
    /// The reason why the opinion is not sent back now, whatever the request says; null when there is none.
    /// ListOpinions asks the same. The lead's own deadline bounds what it may ask of others (handbook T63).
    /// </summary>
    /// <param name="task">The co-handling task.</param>
    /// <param name="lead">The lead's running task; null when the caller has none.</param>
    /// <param name="times">How often opinions of the task were sent back.</param>
    /// <param name="now">Server time.</param>
    internal static Refusal? Refuses(AssignmentRow task, AssignmentRow? lead, long times, DateTimeOffset now) =>
        lead is null ? AssignmentRefusals.NotLeading
        : AssignmentMachine.Moves.Refuses(task.State, AssignmentMove.SendBackOpinion) is { } illegal ? illegal
        : now >= lead.Due.TooLateAt
            ? AssignmentRefusals.Overdue.Because("本单位的答复期限已过，不能再退回会办意见，请尽快答复。")
        : times >= MostTimes ? AssignmentRefusals.TooManyTalks
        : (Refusal?)null;

    /// <summary>The reason why this is no last day to submit again; null when it is one.</summary>
    /// <param name="lead">The lead's running task.</param>
    /// <param name="until">The last day to submit again.</param>
    /// <param name="today">The local day.</param>
    internal static Refusal? RefusesDay(AssignmentRow lead, DateOnly until, DateOnly today) =>
        until < today ? CommonRefusals.FieldInvalid.On("until", "重新提交的期限不能早于今天。")
        : until > lead.Due.Day
            ? CommonRefusals.FieldInvalid.On("until", $"重新提交的期限不能晚于本单位的答复期限 {lead.Due.Text}。")
        : (Refusal?)null;
}
