using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// 邀请联名 (handbook T12): invites a member to co-sign within the profile's hours, which are fewer while the session
/// receives proposals.
/// </summary>
internal static class InviteCoSigner
{
    public static async Task<Decision<Invitation>> HandleAsync(InviteCoSignerRequest request, Transaction tx)
    {
        if (
            !(await ProposalRow.LoadOwnForAsync(tx, request.Proposal, "", ProposalMove.Invite)).Decided(
                out var proposal,
                out var refusal
            )
        )
            return refusal;
        if (!ResourceName.Id(request.Member, tx.Committee, "members", "member").Decided(out var member, out refusal))
            return refusal;
        if (member == proposal.Lead)
            return IntakeRefusals.SelfInvited.On("member");
        if (await DirectoryCopy.MemberAsync(tx, member) is null)
            return IntakeRefusals.MemberUnknown.On("member");
        if (await InvitationRow.ExistsAsync(tx, proposal.Id, member))
            return IntakeRefusals.AlreadyInvited.On("member");
        if (await InvitationRow.CountAsync(tx, proposal.Id, member) >= InvitationRow.Most)
            return IntakeRefusals.InvitedTooOften.On("member");
        if (
            await DirectoryCopy.PlenarySessionAsync(tx, proposal.Session) is not { } session
            || await DirectoryCopy.PolicyAsync(tx) is not { } policy
        )
            return CommonRefusals.NotFound;
        return InvitationRow.Insert(tx, proposal.Id, member, ExpiryOf(session, policy, tx.Now)).ToMessage(tx.Committee);
    }

    /// <summary>When an invitation made now expires.</summary>
    internal static DateTimeOffset ExpiryOf(PlenarySessionRow session, PolicyProfile policy, DateTimeOffset now) =>
        now.AddHours(
            now >= session.OpensAt && now <= session.CutOffAt
                ? policy.CoSignHoursInSession
                : policy.CoSignHoursInterSession
        );
}
