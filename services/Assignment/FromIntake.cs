using Google.Protobuf;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Intake.V1;
using Proposals.Journal.V1;

namespace Proposals.Assignments;

/// <summary>
/// Assignment's view of Intake's journal: which proposals are filed, which proposers are answered with them, and which
/// are no longer handled.
/// </summary>
internal static class FromIntake
{
    /// <summary>
    /// Applies an event of Intake's journal. Drafting, co-signing and examination do not concern this service, and
    /// neither does a case of an earlier system that was answered there.
    /// </summary>
    public static async Task ApplyAsync(Transaction tx, Event entry, IMessage message)
    {
        switch (message)
        {
            case ProposalFiled e:
                FiledProposalRow.File(tx, e);
                break;
            case ProposalMerged e:
                FiledProposalRow.Merge(tx, e);
                await TakeBackAsync(tx, e.Proposal);
                break;
            case ProposalUnmerged e:
                FiledProposalRow.Unmerge(tx, e.Proposal);
                break;
            case WithdrawalAgreed e:
                await SettleWithdrawal.RunAsync(tx, e.Proposal);
                break;
            case ProposalWithdrawn e:
                // Its proposers are answered with the main case no more.
                if (e.From.Length > 0)
                    FiledProposalRow.Unmerge(tx, e.Proposal);
                await SettleWithdrawal.FollowAsync(tx, e.Proposal);
                break;
            case LedgerCaseImported e:
                await TakeOverLedgerCase.AcceptAsync(tx, e);
                break;
            case ProposalDrafted
            or ProposalRevised
            or ProposalDeleted
            or CoSignerInvited
            or InvitationEnded
            or CoSignerAskedAgain
            or SignatureRetracted
            or RetractionNoted
            or FileAttached
            or FileDetached
            or ProposalSubmitted
            or ProposalReturned
            or ProposalExamined
            or ProposalRejected
            or ProposalRedirected
            or WithdrawalRequested
            or WithdrawalEnded
            or ProposalReinstated:
                break;
            default:
                throw new UnknownEventException(message.Descriptor.FullName);
        }
    }

    /// <summary>
    /// 撤销承办: cancels the open tasks (handbook edge case 16). An opinion or a reply that was given stays.
    /// </summary>
    public static async Task CancelAsync(Transaction tx, IEnumerable<AssignmentRow> ofCase)
    {
        foreach (var assignment in ofCase.Where(a => a.State.IsOpen()))
            await assignment.EndAsync(
                tx,
                AssignmentMove.Cancel,
                new AssignmentCancelled { Proposal = assignment.Proposal, Assignment = assignment.Id }
            );
    }

    /// <summary>
    /// Intake merges only proposals that are not handed over, but learns of a hand-over a moment later, so the two may
    /// cross. The merge then stands, because Intake owns it. The open tasks of the merged proposal end, because its
    /// proposers are answered with the target. A task that was answered already continues.
    /// </summary>
    private static async Task TakeBackAsync(Transaction tx, string id)
    {
        if (await FiledProposalRow.OfAsync(tx, id) is not { HandedOver: true } proposal)
            return;
        var ofCase = await AssignmentRow.OfCaseAsync(tx, id);
        // A reply that was sent back has reached the proposers all the same.
        if (ofCase.Any(a => a.State == AssignmentState.Replied) || await ReplyRow.IsAnyDeliveredAsync(tx, id))
            return;
        await CancelAsync(tx, ofCase);
        proposal.TakeBack(tx);
    }
}
