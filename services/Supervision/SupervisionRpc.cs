using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>One line an RPC: the use case of the same name, and who may call it.</summary>
internal sealed class SupervisionRpc(Service service) : SupervisionService.SupervisionServiceBase
{
    /// <summary>Who sees every case of the committee; proposers and units see their own through GetCase only.</summary>
    internal static readonly Role[] Watchers = [Role.ProposalsOffice, Role.HandOverOffice, Role.Supervisor, Role.Leader];

    public override Task<CaseView> GetCase(GetCaseRequest r, ServerCallContext c) => service.QueryAsync(r, c, Supervision.GetCase.HandleAsync, [.. Watchers, Role.Member, Role.HandlingUnit]);
    public override Task<ListCasesResponse> ListCases(ListCasesRequest r, ServerCallContext c) => service.QueryAsync(r, c, Supervision.ListCases.HandleAsync, Watchers);
    public override Task<ListOverdueDutiesResponse> ListOverdueDuties(ListOverdueDutiesRequest r, ServerCallContext c) => service.QueryAsync(r, c, Supervision.ListOverdueDuties.HandleAsync, Watchers);
    public override Task<Urge> UrgeUnit(UrgeUnitRequest r, ServerCallContext c) => service.CommandAsync(r, c, Supervision.UrgeUnit.HandleAsync, Role.Supervisor, Role.HandOverOffice, Role.ProposalsOffice);
    public override Task<ListUrgesResponse> ListUrges(ListUrgesRequest r, ServerCallContext c) => service.QueryAsync(r, c, Supervision.ListUrges.HandleAsync, [.. Watchers, Role.HandlingUnit]);
    public override Task<Statistics> GetStatistics(GetStatisticsRequest r, ServerCallContext c) => service.QueryAsync(r, c, Supervision.GetStatistics.HandleAsync, Watchers);
    public override Task<ListFigureProposalsResponse> ListFigureProposals(ListFigureProposalsRequest r, ServerCallContext c) => service.QueryAsync(r, c, Supervision.ListFigureProposals.HandleAsync, Watchers);
}
