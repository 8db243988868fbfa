using System.Net;
using System.Net.Sockets;

namespace Proposals.TestKit;

/// <summary>
/// Ports for servers of a test. They lie below those that the system gives to outgoing connections (on Linux from
/// 32768 on), so that no connection of another test takes one before its server listens.
/// </summary>
public static class FreePort
{
    private const int First = 10_000,
        Last = 19_999,
        Tries = 100;

    /// <summary>A port on which nothing listens now.</summary>
    public static int Next() => Next(1);

    /// <summary>The first of this many ports in a row on which nothing listens now.</summary>
    public static int Next(int many)
    {
        for (var i = 0; i < Tries; i++)
        {
            var port = Random.Shared.Next(First, Last - many);
            if (Enumerable.Range(port, many).All(IsFree))
                return port;
        }

        throw new InvalidOperationException($"no {many} free ports in a row from {First} to {Last}");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
