using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>Maps each RPC to the use case of the same name and the roles that may call it.</summary>
internal sealed class SupervisionRpc(Shards shards, CancellationToken stopping)
    : SupervisionService.SupervisionServiceBase
{
    /// <summary>
    /// The roles that see every case of the committee; proposers and units see their own through GetCase only.
    /// </summary>
    internal static readonly Role[] Watchers =
    [
        Role.ProposalsOffice,
        Role.HandOverOffice,
        Role.Supervisor,
        Role.Leader,
    ];

    /// <summary>The roles that decide on supervision: those that mark a 重点提案 too.</summary>
    private static readonly Role[] Overseers = [Role.ProposalsOffice, Role.Supervisor];

    /// <summary>Those that read a case, each its own (<see cref="CaseReader"/>).</summary>
    private static readonly Role[] Readers = [.. Watchers, Role.Member, Role.HandlingUnit];

    private readonly IReadOnlyList<ChangeFeed> _changes = [.. shards.All.Select(shard => new ChangeFeed(shard))];

    public override Task<CaseView> GetCase(GetCaseRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Supervision.GetCase.HandleAsync, [.. Watchers, Role.Member, Role.HandlingUnit]);

    public override Task<ListCasesResponse> ListCases(ListCasesRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Supervision.ListCases.HandleAsync, Watchers);

    public override Task<ListOverdueDutiesResponse> ListOverdueDuties(
        ListOverdueDutiesRequest r,
        ServerCallContext c
    ) => shards.QueryAsync(r, c, Supervision.ListOverdueDuties.HandleAsync, Watchers);

    public override Task<Urge> UrgeUnit(UrgeUnitRequest r, ServerCallContext c) =>
        shards.CommandAsync(
            r,
            c,
            Supervision.UrgeUnit.HandleAsync,
            Role.Supervisor,
            Role.HandOverOffice,
            Role.ProposalsOffice
        );

    public override Task<ListUrgesResponse> ListUrges(ListUrgesRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Supervision.ListUrges.HandleAsync, [.. Watchers, Role.HandlingUnit]);

    public override Task<Statistics> GetStatistics(GetStatisticsRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Supervision.GetStatistics.HandleAsync, Watchers);

    public override Task<ListFigureProposalsResponse> ListFigureProposals(
        ListFigureProposalsRequest r,
        ServerCallContext c
    ) => shards.QueryAsync(r, c, Supervision.ListFigureProposals.HandleAsync, Watchers);

    public override Task<Trend> GetTrend(GetTrendRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Supervision.GetTrend.HandleAsync, Watchers);

    public override Task<ListDutiesResponse> ListDuties(ListDutiesRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Supervision.ListDuties.HandleAsync, [.. Watchers, Role.HandlingUnit]);

    public override Task<CaseView> MarkKeyProposal(MarkKeyProposalRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Supervision.MarkKeyProposal.HandleAsync, Role.ProposalsOffice, Role.Supervisor);

    public override Task<CaseView> UnmarkKeyProposal(UnmarkKeyProposalRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Supervision.UnmarkKeyProposal.HandleAsync, Role.ProposalsOffice, Role.Supervisor);

    public override Task<SupervisionTask> OpenSupervisionTask(OpenSupervisionTaskRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Supervision.OpenSupervisionTask.HandleAsync, Overseers);

    public override Task<SupervisionTask> ReviseSupervisionTask(ReviseSupervisionTaskRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Supervision.ReviseSupervisionTask.HandleAsync, Overseers);

    public override Task<SupervisionTask> StartSupervisionTask(StartSupervisionTaskRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Supervision.StartSupervisionTask.HandleAsync, [.. Overseers, Role.Leader]);

    public override Task<SupervisionRecord> RecordSupervision(RecordSupervisionRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Supervision.RecordSupervision.HandleAsync, Overseers);

    public override Task<SupervisionProblem> RaiseSupervisionProblem(
        RaiseSupervisionProblemRequest r,
        ServerCallContext c
    ) => shards.CommandAsync(r, c, Supervision.RaiseSupervisionProblem.HandleAsync, Overseers);

    public override Task<SupervisionProblem> SettleSupervisionProblem(
        SettleSupervisionProblemRequest r,
        ServerCallContext c
    ) => shards.CommandAsync(r, c, Supervision.SettleSupervisionProblem.HandleAsync, Overseers);

    public override Task<SupervisionTask> FinishSupervisionTask(FinishSupervisionTaskRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Supervision.FinishSupervisionTask.HandleAsync, Overseers);

    public override Task<SupervisionTask> CancelSupervisionTask(CancelSupervisionTaskRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Supervision.CancelSupervisionTask.HandleAsync, [.. Overseers, Role.Leader]);

    public override Task<SupervisionTask> GetSupervisionTask(GetSupervisionTaskRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Supervision.GetSupervisionTask.HandleAsync, Readers);

    public override Task<ListSupervisionTasksResponse> ListSupervisionTasks(
        ListSupervisionTasksRequest r,
        ServerCallContext c
    ) => shards.QueryAsync(r, c, Supervision.ListSupervisionTasks.HandleAsync, Readers);

    public override Task<ListSupervisionRecordsResponse> ListSupervisionRecords(
        ListSupervisionRecordsRequest r,
        ServerCallContext c
    ) => shards.QueryAsync(r, c, Supervision.ListSupervisionRecords.HandleAsync, Readers);

    public override Task<ListSupervisionProblemsResponse> ListSupervisionProblems(
        ListSupervisionProblemsRequest r,
        ServerCallContext c
    ) => shards.QueryAsync(r, c, Supervision.ListSupervisionProblems.HandleAsync, Readers);

    public override Task<LeaderInstruction> RecordLeaderInstruction(
        RecordLeaderInstructionRequest r,
        ServerCallContext c
    ) => shards.CommandAsync(r, c, Supervision.RecordLeaderInstruction.HandleAsync, [.. Overseers, Role.Leader]);

    public override Task<LeaderInstruction> AnswerLeaderInstruction(
        AnswerLeaderInstructionRequest r,
        ServerCallContext c
    ) => shards.CommandAsync(r, c, Supervision.AnswerLeaderInstruction.HandleAsync, Overseers);

    public override Task<ListLeaderInstructionsResponse> ListLeaderInstructions(
        ListLeaderInstructionsRequest r,
        ServerCallContext c
    ) => shards.QueryAsync(r, c, Supervision.ListLeaderInstructions.HandleAsync, [.. Watchers, Role.HandlingUnit]);

    public override Task<ListNoticesResponse> ListNotices(ListNoticesRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Supervision.ListNotices.HandleAsync, [.. Watchers, Role.Member, Role.HandlingUnit]);

    public override Task WatchChanges(
        WatchChangesRequest r,
        IServerStreamWriter<WatchChangesResponse> s,
        ServerCallContext c
    ) => Supervision.WatchChanges.RunAsync(_changes[shards.Of(c).Shard], s, c, stopping);
}
