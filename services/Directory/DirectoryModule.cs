using Proposals.BuildingBlocks;

namespace Proposals.Directory;

/// <summary>Directory: committees, people, accounts, sign-ins and rules.</summary>
public sealed class DirectoryModule : Module
{
    /// <inheritdoc />
    public override string Name => "directory";

    /// <summary>
    /// Rounds of the password hash. Only a test sets fewer; it is not a configuration key, so no installation can lower
    /// it.
    /// </summary>
    public int PasswordIterations { get; init; } = Passwords.Iterations;

    /// <inheritdoc />
    public override void AddServices(IServiceCollection services, Shards shards) =>
        services.AddSingleton(new DirectoryRpc(shards, new Passwords(PasswordIterations)));

    /// <inheritdoc />
    public override Task SweepAsync(ServiceShard service, CancellationToken stop) =>
        SignInTryRow.SweepAsync(service, stop);

    /// <inheritdoc />
    public override void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<DirectoryRpc>();
}
