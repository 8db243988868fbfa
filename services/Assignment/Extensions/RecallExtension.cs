using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 撤回延期申请 (handbook T67): takes a request back that is not decided; the due date stands. It does not count as an
/// extension, and the unit may ask again before the due date.
/// </summary>
internal static class RecallExtension
{
    public static async Task<Decision<ExtensionRequest>> HandleAsync(RecallExtensionRequest request, Transaction tx)
    {
        if (
            !(await ExtensionRequestRow.LoadOwnForAsync(tx, request.Name, ExtensionRequestMove.Recall)).Decided(
                out var extension,
                out var refusal
            )
        )
            return refusal;
        var assignment = await AssignmentRow.OfPartAsync(tx, extension.Assignment);

        var recalled = extension.Answer(tx, ExtensionRequestMove.Recall);
        assignment.Note(
            tx,
            new ExtensionRecalled
            {
                Proposal = assignment.Proposal,
                Assignment = assignment.Id,
                ExtensionRequest = extension.Id,
            }
        );
        return recalled.ToMessage(tx.Committee);
    }
}
