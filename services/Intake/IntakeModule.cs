using Proposals.BuildingBlocks;

namespace Proposals.Intake;

/// <summary>Intake: the life of a proposal from draft to filing.</summary>
public sealed class IntakeModule : Module
{
    /// <inheritdoc />
    public override string Name => "intake";

    /// <inheritdoc />
    public override void AddServices(IServiceCollection services, Shards shards) =>
        services.AddSingleton(all => new IntakeRpc(
            shards,
            all.GetRequiredService<Receipts>(),
            all.GetRequiredService<DraftSettings>()
        ));

    /// <inheritdoc />
    public override IReadOnlyDictionary<string, ApplyEvent> Follows() =>
        new Dictionary<string, ApplyEvent> { ["assignment"] = FromAssignment.ApplyAsync };

    /// <inheritdoc />
    public override IReadOnlyList<CopiedTable> Copies { get; } =
    [
        new("handling", "办理情况") { From = ["assignment"] },
        new("handling_units", "承办单位") { From = ["assignment"] },
    ];

    /// <inheritdoc />
    public override void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<IntakeRpc>();

    /// <inheritdoc />
    public override async Task SweepAsync(ServiceShard service, CancellationToken stop)
    {
        await ExpireInvitations.SweepAsync(service, stop);
        await SimilarityTerms.SweepAsync(service, stop);
    }
}
