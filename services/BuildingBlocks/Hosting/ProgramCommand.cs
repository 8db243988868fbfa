using System.Net;
using System.Reflection;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Proposals.Channels;

namespace Proposals.BuildingBlocks;

/// <summary>What a program does besides serving: <c>--version</c> prints its name, version and commit; <c>health</c> asks the one that serves on this machine, with the same configuration.</summary>
public static class ProgramCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Name, version and commit of the program.</summary>
    public static string Version =>
        Assembly.GetEntryAssembly() is { } program
            ? $"{program.GetName().Name} {program.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion}"
            : "";

    /// <summary>
    /// Does what the first argument says, and gives the exit code; null when the program is to serve. <paramref name="ask"/> gives what is wrong with what serves, empty when nothing,
    /// or throws. <c>health</c> prints one line and ends with 0 or 1.
    /// </summary>
    public static async Task<int?> RunAsync(string[] args, Func<IConfiguration, CancellationToken, Task<string>> ask)
    {
        switch (args.FirstOrDefault())
        {
            case "--version":
                Console.WriteLine(Version);
                return 0;
            case "health":
                var configuration = WebApplication
                    .CreateSlimBuilder(args[1..])
                    .Configuration.AddEnvironmentVariables("PROPOSALS_")
                    .AddCommandLine(args[1..])
                    .Build();
                using (var patience = new CancellationTokenSource(Patience))
                {
                    string problem;
                    try
                    {
                        problem = await ask(configuration, patience.Token);
                    }
                    catch (Exception e)
                        when (e
                                is RpcException
                                    or HttpRequestException
                                    or OperationCanceledException
                                    or InvalidOperationException
                        )
                    {
                        problem = e is RpcException rpc ? rpc.Status.Detail : e.Message;
                    }

                    Console.WriteLine(problem.Length == 0 ? "SERVING" : "NOT_SERVING " + problem);
                    return problem.Length == 0 ? 0 : 1;
                }

            default:
                return null;
        }
    }

    /// <summary>Asks grpc.health.v1 at Health:Listen, or where that is not set at Listen with the own certificate.</summary>
    public static async Task<string> AskServiceAsync(IConfiguration configuration, CancellationToken stop)
    {
        var health = configuration["Health:Listen"] is { Length: > 0 } plain ? plain : null;
        var certificates =
            health is null && configuration["Peers:Certificates"] is { Length: > 0 } folder
                ? new PeerCertificates(folder)
                : null;
        using var channel = PeerChannel.Open(
            certificates?.Name ?? "",
            HereOf(new Uri(health ?? Peers.ListenOf(configuration))).AbsoluteUri,
            certificates
        );
        var answer = await new Health.HealthClient(channel).CheckAsync(
            new HealthCheckRequest(),
            cancellationToken: stop
        );
        return answer.Status == HealthCheckResponse.Types.ServingStatus.Serving ? "" : answer.Status.ToString();
    }

    /// <summary>Where this machine reaches what listens at an address, also one that stands for all of them.</summary>
    public static Uri HereOf(Uri listen) =>
        IPAddress.TryParse(listen.Host, out var address)
        && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            ? new UriBuilder(listen)
            {
                Host = address.Equals(IPAddress.Any) ? IPAddress.Loopback.ToString() : $"[{IPAddress.IPv6Loopback}]",
            }.Uri
            : listen;
}
