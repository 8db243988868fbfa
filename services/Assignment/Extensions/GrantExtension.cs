using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 准予延期 (handbook T65): grants an extension and moves the due date. The old date stays in the request, the event
/// and the ledger. A request made in time may be granted after the old due date.
/// </summary>
internal static class GrantExtension
{
    public static async Task<Decision<ExtensionRequest>> HandleAsync(GrantExtensionRequest request, Transaction tx)
    {
        if (
            !(await ExtensionRequestRow.LoadForAsync(tx, request.Name, ExtensionRequestMove.Grant)).Decided(
                out var extension,
                out var refusal
            )
        )
            return refusal;
        var assignment = await AssignmentRow.OfPartAsync(tx, extension.Assignment);
        if (AssignmentMachine.Moves.Refuses(assignment.State, AssignmentMove.GrantExtension) is { } illegal)
            return illegal;
        if (
            await FiledProposalRow.OfAsync(tx, assignment.Proposal) is not { } proposal
            || await DueDates.LoadAsync(tx, proposal.PolicyVersion) is not { } clock
        )
            return CommonRefusals.NotFound;
        if (RequestExtension.RefusesBeyond(extension.Until, clock.Cap(proposal.HandedOverAt)) is { } no)
            return no;
        var ledger = clock.Extended(
            await assignment.LedgerAsync(tx, Duty.Answer),
            WorkingCalendar.ParseDay(extension.Until)
        );

        var granted = extension.Answer(tx, ExtensionRequestMove.Grant);
        assignment.KeepLedger(tx, Duty.Answer, ledger);
        assignment.Save(
            tx,
            AssignmentMove.GrantExtension,
            new ExtensionGranted
            {
                Proposal = assignment.Proposal,
                Assignment = assignment.Id,
                ExtensionRequest = extension.Id,
                Due = ledger.Due,
                OldDue = assignment.Due.ToMessage(),
            }
        );
        return granted.ToMessage(tx.Committee);
    }
}
