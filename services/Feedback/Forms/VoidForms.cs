using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>
/// 答复退回重办 (handbook T90): what a reply that was sent back leaves here. What its forms say no longer counts. Those
/// that nobody filled in are void, and the case waits for the next reply of the same round.
/// </summary>
internal static class VoidForms
{
    /// <summary>
    /// Follows Assignment's order. When a further round was ordered already, the case goes on with it, and the unit
    /// answers again beside it: forms of an earlier round can only be filled in, and are left. Where that round was
    /// ordered for the unit itself, Assignment says so next, and the reply counts again (<see cref="StandAsync"/>). A
    /// case that the rule closed at the same instant waits again, because a person has ordered it.
    /// </summary>
    public static async Task RunAsync(Transaction tx, ReplySentBack e)
    {
        // A reply after a withdrawal has no row here.
        if (await ReplyRow.FindAsync(tx, e.Reply) is not { } reply)
            return;
        var row = await CaseRow.FindAsync(tx, e.Proposal);
        var forms = await FormRow.OfReplyAsync(tx, e.Reply);
        reply.SendBack(tx);
        var earlier = row is not null && e.Round < row.Round;
        foreach (var form in forms.Where(f => !earlier && FormMachine.Moves.Refuses(f.State, FormMove.Void) is null))
            form.Void(tx);
        if (row is null)
            return;

        if (forms.Any(f => f.State == FormState.Submitted))
            row = await NoteAsync(tx, row, reply.Unit, await OthersAsync(tx, reply));
        if (earlier || row.State == CaseState.AwaitingReply)
            return;
        (row with { ClosedAt = DateTimeOffset.UnixEpoch, Reason = "" }).Save(
            tx,
            CaseMove.SendBack,
            new CaseMoved
            {
                Proposal = row.Proposal,
                State = CaseMachine.Moves.After(row.State, CaseMove.SendBack),
                Round = row.Round,
            }
        );
    }

    /// <summary>
    /// A further round takes the place of the second answer, so the reply that was sent back stands in its round, and
    /// what its forms say counts again.
    /// </summary>
    public static async Task StandAsync(Transaction tx, AssignmentCancelled e)
    {
        if (
            await ReplyRow.FindAsync(tx, e.Reply) is not { SentBack: true } reply
            || await CaseRow.FindAsync(tx, e.Proposal) is not { } row
        )
            return;
        reply.Stand(tx);
        var own = (await FormRow.OfReplyAsync(tx, reply.Id)).Select(f => f with { SetAside = false }).ToList();
        if (own.Any(f => f.State == FormState.Submitted))
            await NoteAsync(tx, row, reply.Unit, [.. await OthersAsync(tx, reply), .. own]);
    }

    /// <summary>
    /// Tells the ratings that stand now, for the case and for a unit, in a round of the case. They replace what the
    /// event of a form told.
    /// </summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="row">The case.</param>
    /// <param name="unit">Id of the unit.</param>
    /// <param name="standing">The forms of the case that count.</param>
    /// <param name="inRound">The round; 0 for that of the case.</param>
    public static async Task<CaseRow> NoteAsync(
        Transaction tx,
        CaseRow row,
        string unit,
        IReadOnlyList<FormRow> standing,
        int inRound = 0
    )
    {
        var round = inRound > 0 ? inRound : row.Round;
        var policy = await row.PolicyAsync(tx);
        var rated = new RoundRated
        {
            Proposal = row.Proposal,
            Round = round,
            CaseRatings = ClosingRule.RatingsOf(standing, policy),
            Units =
            {
                new RoundRated.Types.UnitRatings
                {
                    Unit = unit,
                    Ratings = ClosingRule.RatingsOf(standing.Where(f => f.Unit == unit), policy),
                },
            },
        };
        // A round that awaits closure has told no ratings in an event: the office closes with those that stand.
        if (row.State == CaseState.AwaitingClosure && round == row.Round)
            row = row with { Work = rated.CaseRatings.Work, Result = rated.CaseRatings.Result };
        return row.Note(tx, rated);
    }

    private static async Task<IReadOnlyList<FormRow>> OthersAsync(Transaction tx, ReplyRow reply) =>
        [.. (await FormRow.OfCaseAsync(tx, reply.Proposal)).Where(f => f.Reply != reply.Id)];
}
