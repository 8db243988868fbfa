using System.Reflection;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Proposals.Channels;

namespace Proposals.BuildingBlocks;

/// <summary>A service as a host sees it: the one public type of its assembly.</summary>
public abstract class Module
{
    /// <summary>The module of every service in the catalogue. Their assemblies stand beside this program.</summary>
    public static IReadOnlyList<Module> All() =>
        [.. Catalogue.Services.Select(s => Of(Assembly.Load($"Proposals.{s.Program}")))];

    private static Module Of(Assembly assembly) =>
        (Module)Activator.CreateInstance(assembly.GetExportedTypes().Single(t => t.IsSubclassOf(typeof(Module))))!;

    /// <summary>Name, also of its journal, database and endpoint.</summary>
    public abstract string Name { get; }

    /// <summary>Registers its RPCs, which stand on <paramref name="shards"/>.</summary>
    public abstract void AddServices(IServiceCollection services, Shards shards);

    /// <summary>Says which journals it follows besides Directory's, and how it applies them.</summary>
    public virtual IReadOnlyDictionary<string, ApplyEvent> Follows() => new Dictionary<string, ApplyEvent>();

    /// <summary>
    /// The tables that only the journals of <see cref="Follows"/> write, which a verification makes again.
    /// </summary>
    public virtual IReadOnlyList<CopiedTable> Copies => [];

    /// <summary>Maps its RPCs.</summary>
    public abstract void Map(IEndpointRouteBuilder endpoints);

    /// <summary>Does every half minute what is due by time alone: expires invitations, lapses forms.</summary>
    public virtual Task SweepAsync(ServiceShard service, CancellationToken stop) => Task.CompletedTask;
}
