using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>
/// Maps each RPC to the use case of the same name and the roles that may call it (no role: everybody signed in).
/// </summary>
internal sealed class DirectoryRpc(Shards shards, Passwords passwords) : DirectoryService.DirectoryServiceBase
{
    private static readonly Role[] Administrators =
    [
        Role.SystemAdministrator,
        Role.SecurityAdministrator,
        Role.AuditAdministrator,
    ];

    public override Task<SignInResponse> SignIn(SignInRequest r, ServerCallContext c) =>
        Directory.SignIn.HandleAsync(r, c, shards.Of(r.CommitteeCode), passwords);

    public override Task<ListPublicCommitteesResponse> ListPublicCommittees(
        ListPublicCommitteesRequest r,
        ServerCallContext c
    ) => Directory.ListPublicCommittees.HandleAsync(r, c, shards);

    public override Task<SignOutResponse> SignOut(SignOutRequest r, ServerCallContext c) =>
        Directory.SignOut.HandleAsync(c, shards.Of(c));

    public override Task<Account> GetCaller(GetCallerRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Directory.GetCaller.HandleAsync);

    public override Task<SignInSession> GetSignInSession(GetSignInSessionRequest r, ServerCallContext c) =>
        shards.Of(r.Committee).QueryAsync(r, c, Directory.GetSignInSession.HandleAsync, Role.Service);

    public override Task<ChangePasswordResponse> ChangePassword(ChangePasswordRequest r, ServerCallContext c) =>
        Directory.ChangePassword.HandleAsync(r, c, shards.Of(c), passwords);

    public override Task<Committee> CreateCommittee(CreateCommitteeRequest r, ServerCallContext c) =>
        Directory.CreateCommittee.HandleAsync(r, c, shards.Of(r.Committee?.Code ?? ""), passwords);

    public override Task<Committee> GetCommittee(GetCommitteeRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Directory.GetCommittee.HandleAsync);

    public override Task<PlenarySession> OpenPlenarySession(OpenPlenarySessionRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Directory.OpenPlenarySession.HandleAsync, Role.ProposalsOffice);

    public override Task<ListPlenarySessionsResponse> ListPlenarySessions(
        ListPlenarySessionsRequest r,
        ServerCallContext c
    ) => shards.QueryAsync(r, c, Directory.ListPlenarySessions.HandleAsync);

    public override Task<Sector> CreateSector(CreateSectorRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Directory.CreateSector.HandleAsync, Role.ProposalsOffice);

    public override Task<ListSectorsResponse> ListSectors(ListSectorsRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Directory.ListSectors.HandleAsync);

    public override Task<Member> CreateMember(CreateMemberRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Directory.CreateMember.HandleAsync, Role.ProposalsOffice);

    public override Task<ListMembersResponse> ListMembers(ListMembersRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Directory.ListMembers.HandleAsync);

    public override Task<Unit> CreateUnit(CreateUnitRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Directory.CreateUnit.HandleAsync, Role.HandOverOffice, Role.ProposalsOffice);

    public override Task<ListUnitsResponse> ListUnits(ListUnitsRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Directory.ListUnits.HandleAsync);

    public override Task<Account> CreateAccount(CreateAccountRequest r, ServerCallContext c) =>
        Directory.CreateAccount.HandleAsync(r, c, shards.Of(c), passwords);

    public override Task<Account> GrantRoles(GrantRolesRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Directory.GrantRoles.HandleAsync, Role.SecurityAdministrator);

    public override Task<Account> UnlockAccount(UnlockAccountRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Directory.UnlockAccount.HandleAsync, Role.SecurityAdministrator);

    public override Task<ResetPasswordResponse> ResetPassword(ResetPasswordRequest r, ServerCallContext c) =>
        Directory.ResetPassword.HandleAsync(r, c, shards.Of(c), passwords);

    public override Task<ListAccountsResponse> ListAccounts(ListAccountsRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Directory.ListAccounts.HandleAsync, Administrators);

    public override Task<ListOpenSignInsResponse> ListOpenSignIns(ListOpenSignInsRequest r, ServerCallContext c) =>
        shards.QueryAsync(
            r,
            c,
            (request, query) => Directory.ListOpenSignIns.HandleAsync(request, query, c),
            Administrators
        );

    public override Task<EndOpenSignInResponse> EndOpenSignIn(EndOpenSignInRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Directory.EndOpenSignIn.HandleAsync, Role.SecurityAdministrator);

    public override Task<Calendar> PublishCalendar(PublishCalendarRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Directory.PublishCalendar.HandleAsync, Role.ProposalsOffice);

    public override Task<Calendar> GetCalendar(GetCalendarRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Directory.GetCalendar.HandleAsync);

    public override Task<PolicyProfile> PublishPolicyProfile(PublishPolicyProfileRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Directory.PublishPolicyProfile.HandleAsync, Role.ProposalsOffice);

    public override Task<PolicyProfile> GetPolicyProfile(GetPolicyProfileRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Directory.GetPolicyProfile.HandleAsync);

    public override Task<EnsureRosterResponse> EnsureRoster(EnsureRosterRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Directory.EnsureRoster.HandleAsync, Role.ProposalsOffice);
}
