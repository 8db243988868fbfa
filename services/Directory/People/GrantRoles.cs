using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>
/// 授权: sets the roles of an account. The administrators stay separate from each other and from business.
/// </summary>
internal static class GrantRoles
{
    private static readonly Role[] Administrators =
    [
        Role.SystemAdministrator,
        Role.SecurityAdministrator,
        Role.AuditAdministrator,
    ];

    public static async Task<Decision<Account>> HandleAsync(GrantRolesRequest request, Transaction tx)
    {
        if (!ResourceName.Id(request.Name, tx.Committee, "accounts").Decided(out var id, out var refusal))
            return refusal;
        if (await AccountRow.OfIdAsync(tx, id) is not { } account)
            return CommonRefusals.NotFound;
        if (Etag.Refuses(request.Etag, account.Version) is { } stale)
            return stale;
        if (id == tx.Caller.Account)
            return DirectoryRefusals.OwnAccount;
        var roles = request.Roles.Distinct().Order().ToList();
        if (roles.Any(r => !Enum.IsDefined(r) || r is Role.Unspecified or Role.Service))
            return CommonRefusals.FieldInvalid.On("roles");
        if (roles.Count > 1 && roles.Any(Administrators.Contains))
            return DirectoryRefusals.RolesExclusive.On("roles");
        if (roles.Contains(Role.Member) && account.Member.Length == 0)
            return DirectoryRefusals.RelationRequired.On("roles");
        if (roles.Contains(Role.HandlingUnit) && account.Unit.Length == 0)
            return DirectoryRefusals.RelationRequired.On("roles");
        tx.Write(
            """
            UPDATE account_profiles
            SET version = version + 1
            WHERE committee = @committee AND account = @id AND version = @Version
            """,
            new
            {
                committee = tx.Committee,
                id,
                account.Version,
            }
        );
        DirectoryJournal.Record(tx, id, account.Version + 1, new RolesGranted { Account = id, Roles = { roles } });
        return (await AccountRow.OfIdAsync(tx, id))!.ToMessage(tx.Committee);
    }
}
