using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 不予延期 (handbook T65): denies an extension; the due date stands. A request whose assignment has ended can be
/// denied too, so that it does not wait for ever.
/// </summary>
internal static class DenyExtension
{
    public static async Task<Decision<ExtensionRequest>> HandleAsync(DenyExtensionRequest request, Transaction tx)
    {
        if (Input.Required(request.Reason, "reason") is { } bad)
            return bad;
        if (
            !(await ExtensionRequestRow.LoadForAsync(tx, request.Name, ExtensionRequestMove.Deny)).Decided(
                out var extension,
                out var refusal
            )
        )
            return refusal;
        var assignment = await AssignmentRow.OfPartAsync(tx, extension.Assignment);
        var denied = extension.Deny(tx, request.Reason);
        assignment.Note(
            tx,
            new ExtensionDenied
            {
                Proposal = assignment.Proposal,
                Assignment = assignment.Id,
                ExtensionRequest = extension.Id,
            }
        );
        return denied.ToMessage(tx.Committee);
    }
}
