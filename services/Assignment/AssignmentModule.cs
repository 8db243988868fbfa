using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>Assignment: from hand-over to the delivered reply.</summary>
public sealed class AssignmentModule : Module
{
    /// <inheritdoc />
    public override string Name => "assignment";

    /// <inheritdoc />
    public override void AddServices(IServiceCollection services, Shards shards) =>
        services.AddSingleton(new AssignmentRpc(shards));

    /// <inheritdoc />
    public override IReadOnlyDictionary<string, ApplyEvent> AddConsumers() =>
        new Dictionary<string, ApplyEvent> { ["intake"] = Filing.ApplyAsync, ["feedback"] = Rehandling.ApplyAsync };

    /// <inheritdoc />
    public override void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<AssignmentRpc>();
}
