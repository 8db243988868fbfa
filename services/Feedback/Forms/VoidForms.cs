using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>
/// 答复退回重办 (handbook T90): what a reply that was sent back leaves here. Its open and lapsed forms are void; what
/// was filled in stays and no longer counts. The case waits for the next reply of the same round.
/// </summary>
internal static class VoidForms
{
    /// <summary>
    /// Follows Assignment's order. Of an earlier round it changes nothing: the proposers' words have ordered the next
    /// one already. A case that the rule closed at the same instant waits again, because a person has ordered it.
    /// </summary>
    public static async Task RunAsync(Transaction tx, ReplySentBack e)
    {
        // A reply after a withdrawal has no row here.
        if (await ReplyRow.FindAsync(tx, e.Reply) is not { } reply)
            return;
        var row = await CaseRow.FindAsync(tx, e.Proposal);
        if (row is not null && e.Round < row.Round)
            return;
        var forms = await FormRow.OfReplyAsync(tx, e.Reply);
        reply.SendBack(tx);
        foreach (var form in forms.Where(f => FormMachine.Moves.Refuses(f.State, FormMove.Void) is null))
            form.Void(tx);
        if (row is null)
            return;

        if (forms.Any(f => f.State == FormState.Submitted))
            row = row.Note(tx, await RatedAsync(tx, row, reply));
        if (row.State == CaseState.AwaitingReply)
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

    /// <summary>The ratings that stand without those of the reply, for the case and for its unit.</summary>
    private static async Task<RoundRated> RatedAsync(Transaction tx, CaseRow row, ReplyRow reply)
    {
        var policy = await row.PolicyAsync(tx);
        var standing = (await FormRow.OfCaseAsync(tx, row.Proposal)).Where(f => f.Reply != reply.Id).ToList();
        return new RoundRated
        {
            Proposal = row.Proposal,
            Round = reply.Round,
            CaseRatings = ClosingRule.RatingsOf(standing, policy),
            Units =
            {
                new RoundRated.Types.UnitRatings
                {
                    Unit = reply.Unit,
                    Ratings = ClosingRule.RatingsOf(standing.Where(f => f.Unit == reply.Unit), policy),
                },
            },
        };
    }
}
