using System.Net;
using System.Net.Sockets;

namespace Proposals.Gateway.Tests;

/// <summary>An address that accepts connections and never answers.</summary>
internal sealed class SilentService : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public SilentService()
    {
        _listener.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
    }

    public string Address { get; }

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }
}
