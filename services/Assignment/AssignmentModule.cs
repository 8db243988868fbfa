using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>Assignment: the handling of a case from hand-over to the delivered reply.</summary>
public sealed class AssignmentModule : Module
{
    /// <inheritdoc />
    public override string Name => "assignment";

    /// <inheritdoc />
    public override void AddServices(IServiceCollection services, Shards shards) =>
        services.AddSingleton(new AssignmentRpc(shards));

    /// <inheritdoc />
    public override IReadOnlyDictionary<string, ApplyEvent> Follows() =>
        new Dictionary<string, ApplyEvent>
        {
            ["intake"] = FromIntake.ApplyAsync,
            ["feedback"] = FromFeedback.ApplyAsync,
        };

    /// <inheritdoc />
    public override IReadOnlyList<CopiedTable> Copies { get; } =
    [
        new("filed_proposals", "立案提案")
        {
            From = ["intake"],
            LeaveOut = ["handed_over_at", "withdrawn", "settled", "closed"],
        },
    ];

    /// <inheritdoc />
    public override void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<AssignmentRpc>();

    /// <inheritdoc />
    public override async Task SweepAsync(ServiceShard service, CancellationToken stop)
    {
        await TakeOverLedgerCase.SweepAsync(service, stop);
        await RecountDueDates.SweepAsync(service, stop);
        await LapseCommitments.SweepAsync(service, stop);
    }
}
