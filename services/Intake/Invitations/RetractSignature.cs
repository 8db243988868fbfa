using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// 退出联名 (handbook T17, edge case 7): a co-signer leaves until the filing decision, and reads the proposal no more.
/// After it the wish is noted, and the proposers stay. The proposal goes on with its lead in both cases.
/// </summary>
internal static class RetractSignature
{
    public static async Task<Decision<Invitation>> HandleAsync(RetractSignatureRequest request, Transaction tx)
    {
        if (Input.Required(request.Reason, "reason") is { } bad)
            return bad;
        if (
            !(await InvitationRow.LoadForInvitedAsync(tx, request.Name, InvitationMove.Retract)).Decided(
                out var invitation,
                out var refusal
            )
        )
            return refusal;
        if (await ProposalRow.FindAsync(tx, invitation.Proposal) is not { } proposal)
            throw new InvalidOperationException($"invitation {invitation.Id} is to no proposal");
        var decided = proposal.State is ProposalState.Filed or ProposalState.Merged;
        if (
            ProposalMachine.Moves.Refuses(
                proposal.State,
                decided ? ProposalMove.NoteRetraction : ProposalMove.Retract
            ) is
            { } no
        )
            return no;
        if (!decided)
            return invitation.Retract(tx, proposal.State, request.Reason).ToMessage(tx.Committee);
        return invitation.RetractedAt > DateTimeOffset.UnixEpoch
            ? IntakeRefusals.RetractionNoted
            : invitation.NoteRetraction(tx, request.Reason).ToMessage(tx.Committee);
    }
}
