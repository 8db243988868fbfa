using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace Proposals.BuildingBlocks.Tests;

public sealed class PeersTests
{
    [Fact]
    public async Task A_directory_that_is_away_does_not_make_a_token_bad()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var peers = new Peers(
            PeerSettings.Read(
                new ConfigurationBuilder()
                    .AddInMemoryCollection(
                        new Dictionary<string, string?> { ["Peers:Directory"] = $"http://127.0.0.1:{port}" }
                    )
                    .Build()
            )
        );
        var error = await Should.ThrowAsync<RpcException>(() =>
            peers.AskDirectoryAsync("a", new byte[32], CancellationToken.None)
        );
        error.StatusCode.ShouldBe(StatusCode.Unavailable);
        RefusalStatus.ReasonOf(error).ShouldBe("OUTCOME_UNKNOWN");
    }
}
