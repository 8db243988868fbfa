using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>移除附件: removes a file. Row and bytes stay for the versions that had it.</summary>
internal static class DetachFile
{
    public static async Task<Decision<Proposal>> HandleAsync(DetachFileRequest request, Transaction tx)
    {
        if (FileRules.RefusesHash(request.Sha256, "sha256") is { } bad)
            return bad;
        if (
            !(await ProposalRow.LoadOwnForAsync(tx, request.Proposal, "", ProposalMove.Detach)).Decided(
                out var proposal,
                out var refusal
            )
        )
            return refusal;
        if (!await AttachmentRow.ExistsAsync(tx, proposal.Id, request.Sha256))
            return CommonRefusals.NotFound;
        proposal = proposal.Save(
            tx,
            ProposalMove.Detach,
            new FileDetached { Proposal = proposal.Id, Sha256 = request.Sha256 }
        );
        AttachmentRow.Detach(tx, proposal, request.Sha256);
        return await proposal.ToMessageAsync(tx);
    }
}
