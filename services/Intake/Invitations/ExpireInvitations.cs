using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>会签到期 (handbook T15): expires unanswered invitations.</summary>
internal static class ExpireInvitations
{
    private static readonly string Due = Sql.Of(
        $"""
        SELECT committee, id FROM invitations
        WHERE state = {InvitationState.Pending} AND expires_at < @now ORDER BY expires_at LIMIT @limit
        """
    );

    public static Task SweepAsync(ServiceShard service, CancellationToken stop) =>
        service.SweepEachAsync(
            "expire-invitation",
            Due,
            async (tx, id) =>
            {
                // It may have been answered since the query.
                if (await InvitationRow.ByIdAsync(tx, id) is { State: InvitationState.Pending } invitation)
                    invitation.End(tx, InvitationMove.Expire);
            },
            stop
        );
}
