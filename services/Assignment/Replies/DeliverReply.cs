using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 答复送达 (handbook T73, T74): delivers a reply. Every proposer answered by it gets a form, those of merged proposals
/// too (handbook edge case 11). The event carries the number of delivered replies of the round, so that a case is 办复
/// only when all are (handbook edge case 26). A late reply is accepted and counts as late. Copies go to offices and to
/// the other units of the case. What it promises joins the ledger of commitments (handbook T101).
/// </summary>
internal static class DeliverReply
{
    public static async Task<Decision<Reply>> HandleAsync(DeliverReplyRequest request, Transaction tx)
    {
        if (
            !(
                await ReplyRow.LoadOwnForAsync(
                    tx,
                    request.Name,
                    request.Etag,
                    ReplyMove.Deliver,
                    AssignmentMove.DeliverReply
                )
            ).Decided(out var loaded, out var refusal)
        )
            return refusal;
        var (reply, assignment) = loaded;
        if (await FiledProposalRow.OfAsync(tx, assignment.Proposal) is not { } proposal)
            return CommonRefusals.NotFound;
        if (await DirectoryCopy.PolicyAsync(tx, proposal.PolicyVersion) is not { } policy)
            return CommonRefusals.NotFound;
        var ofCase = await AssignmentRow.OfCaseAsync(tx, proposal.Id);
        // Signed with all of them; one may have been sent back since (handbook T63).
        if (SignReply.OwesOpinions(policy, ofCase, assignment.Round))
            return AssignmentRefusals.OpinionsMissing.Because(
                "退回协商的会办意见尚未重新提交，收齐后再送达；会办单位逾期不交的，可请交办机关免除其会办。"
            );
        if (
            PlannedCommitments.RefusesDelivery(reply.Planned, Deadline.LocalDay(tx.Now, policy.UtcOffsetMinutes)) is
            { } over
        )
            return over;
        if (!(await Copies.OfAsync(tx, request, assignment, ofCase)).Decided(out var copies, out refusal))
            return refusal;
        var merged = await FiledProposalRow.MergedIntoAsync(tx, proposal.Id);
        var before = AssignmentRow.RepliesOf(ofCase, assignment.Round);

        var proposers = FiledProposalRow.EveryProposer(proposal, merged);
        var delivered = (reply with { DeliveredAt = tx.Now, DeliveredTo = string.Join(',', proposers) })
            .CopiedTo(copies)
            .Save(tx, ReplyMove.Deliver);
        await assignment.EndAsync(
            tx,
            AssignmentMove.DeliverReply,
            new ReplyDelivered
            {
                Proposal = assignment.Proposal,
                Assignment = assignment.Id,
                Reply = reply.Id,
                Unit = assignment.Unit,
                Round = assignment.Round,
                OutcomeClass = reply.OutcomeClass,
                Disclosure = reply.Disclosure,
                Proposers = { proposers },
                Leads = { FiledProposalRow.EveryLead(proposal, merged) },
                RepliesNeeded = before.Needed,
                RepliesDelivered = before.Delivered + 1,
                PolicyVersion = proposal.PolicyVersion,
                Role = assignment.Role,
                CopiedOffices = { copies.Offices },
                CopiedUnits = { copies.Units },
            }
        );
        CommitmentRow.Make(tx, delivered, assignment, proposal, policy);
        return delivered.ToMessage(tx.Committee);
    }
}
