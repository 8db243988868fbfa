using Proposals.BuildingBlocks;
using Proposals.Client;
using Proposals.Directory;
using Proposals.Intake;

namespace Proposals.Standalone;

/// <summary>Every service in one process on SQLite and an in-memory bus. The first start creates the demonstration committee; later starts keep the data.</summary>
internal static class Standalone
{
    /// <summary>The modules, in the order they start.</summary>
    public static IReadOnlyList<Module> Modules => [new DirectoryModule(), new IntakeModule()];

    public static async Task<int> RunAsync(string[] args)
    {
        await using var app = await ServiceHost.BuildAsync(args, Modules, HostParts.Real);
        await app.RunAsync();
        return 0;
    }
}
