using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>One line an RPC: the use case of the same name, and who may call it (nobody named: everybody signed in).</summary>
internal sealed class DirectoryRpc(Service service, Passwords passwords) : DirectoryService.DirectoryServiceBase
{
    private static readonly Role[] Administrators = [Role.SystemAdministrator, Role.SecurityAdministrator, Role.AuditAdministrator];

    public override Task<SignInResponse> SignIn(SignInRequest r, ServerCallContext c) => Directory.SignIn.HandleAsync(r, c, service, passwords);
    public override Task<ListPublicCommitteesResponse> ListPublicCommittees(ListPublicCommitteesRequest r, ServerCallContext c) => service.PublicQueryAsync(r, c, "", Directory.ListPublicCommittees.HandleAsync);
    public override Task<SignOutResponse> SignOut(SignOutRequest r, ServerCallContext c) => Directory.SignOut.HandleAsync(c, service);
    public override Task<Account> GetCaller(GetCallerRequest r, ServerCallContext c) => service.QueryAsync(r, c, Directory.GetCaller.HandleAsync);
    public override Task<SignInSession> GetSignInSession(GetSignInSessionRequest r, ServerCallContext c) => service.QueryAsync(r, c, Directory.GetSignInSession.HandleAsync, Role.Service);
    public override Task<ChangePasswordResponse> ChangePassword(ChangePasswordRequest r, ServerCallContext c) => Directory.ChangePassword.HandleAsync(r, c, service, passwords);
    public override Task<Committee> CreateCommittee(CreateCommitteeRequest r, ServerCallContext c) => Directory.CreateCommittee.HandleAsync(r, c, service, passwords);
    public override Task<Committee> GetCommittee(GetCommitteeRequest r, ServerCallContext c) => service.QueryAsync(r, c, Directory.GetCommittee.HandleAsync);
    public override Task<PlenarySession> OpenPlenarySession(OpenPlenarySessionRequest r, ServerCallContext c) => service.CommandAsync(r, c, Directory.OpenPlenarySession.HandleAsync, Role.ProposalsOffice);
    public override Task<ListPlenarySessionsResponse> ListPlenarySessions(ListPlenarySessionsRequest r, ServerCallContext c) => service.QueryAsync(r, c, Directory.ListPlenarySessions.HandleAsync);
    public override Task<Sector> CreateSector(CreateSectorRequest r, ServerCallContext c) => service.CommandAsync(r, c, Directory.CreateSector.HandleAsync, Role.ProposalsOffice);
    public override Task<ListSectorsResponse> ListSectors(ListSectorsRequest r, ServerCallContext c) => service.QueryAsync(r, c, Directory.ListSectors.HandleAsync);
    public override Task<Member> CreateMember(CreateMemberRequest r, ServerCallContext c) => service.CommandAsync(r, c, Directory.CreateMember.HandleAsync, Role.ProposalsOffice);
    public override Task<ListMembersResponse> ListMembers(ListMembersRequest r, ServerCallContext c) => service.QueryAsync(r, c, Directory.ListMembers.HandleAsync);
    public override Task<Unit> CreateUnit(CreateUnitRequest r, ServerCallContext c) => service.CommandAsync(r, c, Directory.CreateUnit.HandleAsync, Role.HandOverOffice, Role.ProposalsOffice);
    public override Task<ListUnitsResponse> ListUnits(ListUnitsRequest r, ServerCallContext c) => service.QueryAsync(r, c, Directory.ListUnits.HandleAsync);
    public override Task<Account> CreateAccount(CreateAccountRequest r, ServerCallContext c) => Directory.CreateAccount.HandleAsync(r, c, service, passwords);
    public override Task<Account> GrantRoles(GrantRolesRequest r, ServerCallContext c) => service.CommandAsync(r, c, Directory.GrantRoles.HandleAsync, Role.SecurityAdministrator);
    public override Task<ListAccountsResponse> ListAccounts(ListAccountsRequest r, ServerCallContext c) => service.QueryAsync(r, c, Directory.ListAccounts.HandleAsync, Administrators);
    public override Task<ListOpenSignInsResponse> ListOpenSignIns(ListOpenSignInsRequest r, ServerCallContext c) => service.QueryAsync(r, c, (request, query) => Directory.ListOpenSignIns.HandleAsync(request, query, c), Administrators);
    public override Task<EndOpenSignInResponse> EndOpenSignIn(EndOpenSignInRequest r, ServerCallContext c) => service.CommandAsync(r, c, Directory.EndOpenSignIn.HandleAsync, Role.SecurityAdministrator);
    public override Task<Calendar> PublishCalendar(PublishCalendarRequest r, ServerCallContext c) => service.CommandAsync(r, c, Directory.PublishCalendar.HandleAsync, Role.ProposalsOffice);
    public override Task<Calendar> GetCalendar(GetCalendarRequest r, ServerCallContext c) => service.QueryAsync(r, c, Directory.GetCalendar.HandleAsync);
    public override Task<PolicyProfile> PublishPolicyProfile(PublishPolicyProfileRequest r, ServerCallContext c) => service.CommandAsync(r, c, Directory.PublishPolicyProfile.HandleAsync, Role.ProposalsOffice);
    public override Task<PolicyProfile> GetPolicyProfile(GetPolicyProfileRequest r, ServerCallContext c) => service.QueryAsync(r, c, Directory.GetPolicyProfile.HandleAsync);
    public override Task<EnsureRosterResponse> EnsureRoster(EnsureRosterRequest r, ServerCallContext c) => service.CommandAsync(r, c, Directory.EnsureRoster.HandleAsync, Role.ProposalsOffice);
}
