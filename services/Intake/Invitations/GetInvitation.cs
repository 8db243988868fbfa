using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// Returns one invitation, and what changed since it was signed. The invited member, the lead and the office see it;
/// for others it does not exist.
/// </summary>
internal static class GetInvitation
{
    public static async Task<Decision<Invitation>> HandleAsync(GetInvitationRequest request, Query query)
    {
        if (!(await InvitationRow.LoadAsync(query, request.Name)).Decided(out var invitation, out var refusal))
            return refusal;
        var proposal = await ProposalRow.ByIdAsync(query, invitation.Proposal);
        var invited = query.Caller.Member.Length > 0 && invitation.Member == query.Caller.Member;
        if (!invited && (proposal is null || !proposal.IsLedBy(query.Caller) && !query.Caller.Is(Role.ProposalsOffice)))
            return CommonRefusals.NotFound;
        var message = invitation.ToMessage(query.Committee);
        if (
            proposal is not null
            && await SignedTextRow.FindAsync(query, proposal.Id, invitation.SignedHash) is { } signed
            && await proposal.ToMessageAsync(query) is { Abridged: false } seen
        )
            message.Changes.AddRange(TextChanges.Of(signed, seen.Text));
        return message;
    }
}
