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

/// <summary>What a host may replace: the clock and the ids, for tests and for the demonstration data.</summary>
public sealed record HostParts(TimeProvider Clock, Ids Ids)
{
    /// <summary>Adds to a host's log, beside the console.</summary>
    public Action<ILoggingBuilder> Log { get; init; } = static _ => { };

    /// <summary>The real ones.</summary>
    public static HostParts Real => new(TimeProvider.System, new Ids());
}
