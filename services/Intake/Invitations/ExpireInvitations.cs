using Dapper;
using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>会签到期 (T15): brought about by time, at most 200 a sweep and committee by committee.</summary>
internal static class ExpireInvitations
{
    public static async Task SweepAsync(ServiceShard service, CancellationToken stop)
    {
        var now = service.Clock.GetUtcNow();
        await using var connection = await service.Database.OpenReaderAsync(stop);
        var due = (
            await connection.QueryAsync<(string Committee, string Id)>(
                "SELECT committee, id FROM invitations WHERE state = 1 AND expires_at < @now ORDER BY expires_at LIMIT 200",
                new { now }
            )
        ).AsList();
        foreach (var (committee, id) in due)
        {
            await service.SweepAsync(
                $"expire-invitation:{id}",
                committee,
                async tx =>
                {
                    if (
                        (await InvitationRow.LoadAsync(tx, ResourceName.Of(committee, "invitations", id))).Decided(
                            out var row,
                            out _
                        )
                        && row.State == InvitationState.Pending
                    )
                        row.End(tx, InvitationMove.Expire);
                },
                stop
            );
        }
    }
}
