using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// 重新征求: binds signatures to the text signed (docs/decisions/0027-texts-signatures-and-readers.md). After a
/// change of substance each signer is asked again; when the text becomes again what was signed, the signature stands
/// again.
/// </summary>
internal static class ReviewSignatures
{
    /// <summary>
    /// Reviews the signatures under a proposal whose text is about to be replaced. Call it before the new text is
    /// saved.
    /// </summary>
    public static async Task RunAsync(Transaction tx, ProposalRow proposal, ProposalText wanted)
    {
        var signers = await InvitationRow.SignedOfAsync(tx, proposal.Id);
        if (signers.Count == 0)
            return;
        if (
            await ProposalTextRow.FindAsync(tx, proposal.Id, proposal.TextVersion) is not { } before
            || await DirectoryCopy.PlenarySessionAsync(tx, proposal.Session) is not { } session
            || await DirectoryCopy.PolicyAsync(tx) is not { } policy
        )
            throw new InvalidOperationException($"proposal {proposal.Id} was signed without a text, session or policy");
        foreach (var signer in signers)
        {
            // An earlier program did not keep what was signed. It is then taken to be the text before this change.
            var signed = await SignedTextRow.FindAsync(tx, proposal.Id, signer.SignedHash) ?? before.ToText();
            var stands = !TextChanges.IsOfSubstance(signed, wanted);
            if (signer.State == InvitationState.Signed && !stands)
                await signer.AskAgainAsync(tx, before, InviteCoSigner.ExpiryOf(session, policy, tx.Now));
            else if (signer.State == InvitationState.Pending && stands && tx.Now <= signer.ExpiresAt)
                signer.Restore(tx);
        }
    }
}
