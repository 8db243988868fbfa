using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 答复退回重办 (handbook T72, T90): the office sends a reply back that does not meet the requirements, with the
/// changes requested. The unit answers again in the same round, so it is no 不满意. The version that was sent back
/// stays, and its proposers still read it. What it promised is void: the next version names its own commitments.
/// </summary>
internal static class SendBackReply
{
    public static async Task<Decision<Reply>> HandleAsync(SendBackReplyRequest request, Transaction tx)
    {
        if (Input.Required(request.RequestedChanges, "requested_changes") is { } bad)
            return bad;
        if (!(await ReplyRow.LoadAsync(tx, request.Name)).Decided(out var reply, out var refusal))
            return refusal;
        if (Etag.Refuses(request.Etag, reply.Version) is { } stale)
            return stale;
        if (
            await FiledProposalRow.OfAsync(tx, reply.Proposal) is not { } proposal
            || await DueDates.LoadAsync(tx, proposal) is not { } clock
        )
            return CommonRefusals.NotFound;
        var ofCase = await AssignmentRow.OfCaseAsync(tx, reply.Proposal);
        var task = ofCase.Single(a => a.Id == reply.Assignment);
        if (Refuses(reply, task, ofCase, proposal.Closed, proposal.Withdrawn) is { } no)
            return no;

        var delivered = reply.State == ReplyState.Delivered;
        var told = await task.LedgerAsync(tx, Duty.Answer);
        var ledger = delivered ? clock.HandledAgain(told, tx.Now) : told;
        var sentBack = (reply with { RequestedChanges = request.RequestedChanges, SentBackAt = tx.Now }).Save(
            tx,
            ReplyMove.SendBack
        );
        if (delivered)
            task.KeepLedger(tx, Duty.Answer, ledger);
        task.Save(
            tx,
            AssignmentMove.SendBackReply,
            new ReplySentBack
            {
                Proposal = task.Proposal,
                Assignment = task.Id,
                Reply = reply.Id,
                Unit = task.Unit,
                Round = task.Round,
                Delivered = delivered,
                Due = delivered ? ledger.Due : task.Due.ToMessage(),
                OldDue = task.Due.ToMessage(),
                RequestedChangesHash = TextHash.Of(request.RequestedChanges),
            }
        );
        if (delivered)
            await CommitmentRow.VoidOfAsync(tx, reply.Id);
        return sentBack.ToMessage(tx.Committee);
    }

    /// <summary>
    /// The reason why it cannot be sent back; null when it can. What is closed stays closed, and of an earlier round
    /// the proposers' own words have ordered another answer already.
    /// </summary>
    internal static Refusal? Refuses(
        ReplyRow reply,
        AssignmentRow task,
        IEnumerable<AssignmentRow> ofCase,
        bool closed,
        bool withdrawn
    ) =>
        ReplyMachine.Moves.Refuses(reply.State, ReplyMove.SendBack)
        ?? AssignmentMachine.Moves.Refuses(task.State, AssignmentMove.SendBackReply)
        ?? (
            closed ? AssignmentRefusals.CaseClosed
            // Only an earlier program let a withdrawal follow a reply. Nobody waits for another one.
            : withdrawn ? AssignmentRefusals.CaseClosed.Because("提案已撤案，不再办理，答复不能退回重办。")
            : ofCase.Any(a => a.Round > task.Round && a.State.IsLive()) ? AssignmentRefusals.RoundOver
            : (Refusal?)null
        );
}
