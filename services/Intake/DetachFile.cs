using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>移除附件: the row and the bytes stay for the versions that had it.</summary>
internal static class DetachFile
{
    public static async Task<Decision<Proposal>> HandleAsync(DetachFileRequest request, UnitOfWork unit)
    {
        if (AttachmentRow.RefusesHash(request.Sha256, "sha256") is { } bad)
            return bad;
        if (
            !(await ProposalRow.LoadOwnForAsync(unit, request.Proposal, "", ProposalMove.Detach)).Decided(
                out var proposal,
                out var refusal
            )
        )
            return refusal;
        if (!await AttachmentRow.ExistsAsync(unit, proposal.Id, request.Sha256))
            return CommonRefusals.NotFound;
        proposal = proposal.Save(unit, new FileDetached { Proposal = proposal.Id, Sha256 = request.Sha256 });
        AttachmentRow.Detach(unit, proposal, request.Sha256);
        return await proposal.ToMessageAsync(unit);
    }
}
