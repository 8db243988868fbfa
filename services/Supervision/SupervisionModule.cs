using Proposals.BuildingBlocks;

namespace Proposals.Supervision;

/// <summary>
/// Supervision: the outcome of every case, overdue duties, and the figures. All is derived from the other journals;
/// only urges and key proposals are its own.
/// </summary>
public sealed class SupervisionModule : Module
{
    /// <inheritdoc />
    public override string Name => "supervision";

    /// <inheritdoc />
    public override void AddServices(IServiceCollection services, Shards shards) =>
        services.AddSingleton(p => new SupervisionRpc(
            shards,
            p.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping
        ));

    /// <inheritdoc />
    public override IReadOnlyDictionary<string, ApplyEvent> Follows() =>
        new Dictionary<string, ApplyEvent>
        {
            ["intake"] = FromIntake.ApplyAsync,
            ["assignment"] = FromAssignment.ApplyAsync,
            ["feedback"] = FromFeedback.ApplyAsync,
        };

    /// <inheritdoc />
    public override void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<SupervisionRpc>();
}
