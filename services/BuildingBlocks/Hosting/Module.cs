using System.Data.Common;
using System.Diagnostics;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Proposals.Directory.V1;

namespace Proposals.BuildingBlocks;

/// <summary>A service as the world sees it: the one public type of its assembly.</summary>
public abstract class Module
{
    /// <summary>Name, also of its journal, database and endpoint.</summary>
    public abstract string Name { get; }

    /// <summary>Registers its RPCs, which stand on <paramref name="shards"/>.</summary>
    public abstract void AddServices(IServiceCollection services, Shards shards);

    /// <summary>Says which journals it follows besides Directory's, and how it applies them.</summary>
    public virtual IReadOnlyDictionary<string, ApplyEvent> Follows() => new Dictionary<string, ApplyEvent>();

    /// <summary>Maps its RPCs.</summary>
    public abstract void Map(IEndpointRouteBuilder endpoints);

    /// <summary>What time itself brings about, every half minute: expired invitations, lapsed forms.</summary>
    public virtual Task SweepAsync(ServiceShard service, CancellationToken stop) => Task.CompletedTask;
}
