using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Proposals.Gateway.Tests;

/// <summary>
/// Passes HTTP/2 without TLS on to a service, frame by frame, and ends the connection of one call as it is told.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private const int HeaderLength = 9,
        MaxFrame = 1 << 20;
    private const byte Headers = 1,
        Reset = 3,
        GoAway = 7;
    private static readonly byte[] Preface = new byte[24];
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _target;
    private readonly Task _accepting;
    private Cut? _next;
    private int _cuts;

    public CuttingProxy(string target)
    {
        _target = new Uri(target);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Number of calls that were cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>The next call is cut like this.</summary>
    public void CutNext(Cut how) => _next = how;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient from)
    {
        using var client = from;
        using var server = new TcpClient();
        await server.ConnectAsync(IPAddress.Loopback, _target.Port);
        client.NoDelay = server.NoDelay = true;
        var line = new Line(client.GetStream(), server.GetStream());
        try
        {
            var preface = Preface.ToArray();
            await line.Client.ReadExactlyAsync(preface, _stop.Token);
            await line.Server.WriteAsync(preface, _stop.Token);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            Task[] both = [AskingAsync(line, end.Token), AnsweringAsync(line, end.Token)];
            await Task.WhenAny(both);
            if (line.How == Cut.ResetAfter)
                client.Client.LingerState = new LingerOption(true, 0);
            if (line.How is Cut.GoAwayWithoutIt or Cut.GoAwayWithIt or Cut.Refused)
                await Task.Delay(100, CancellationToken.None);
            client.Close();
            await end.CancelAsync();
            await Task.WhenAll(both);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException) { }
    }

    /// <summary>Passes on what the client sends; ends with a call that must not arrive.</summary>
    private async Task AskingAsync(Line line, CancellationToken stop)
    {
        try
        {
            while (await ReadAsync(line.Client, stop) is { } frame)
            {
                if (frame.Type == Headers && line.How is null && _next is { } how)
                {
                    (line.How, line.Stream, _next) = (how, frame.Stream, null);
                    Interlocked.Increment(ref _cuts);
                    if (how is Cut.GoAwayWithoutIt)
                        await WriteAsync(line.Client, LastOf(frame.Stream - 2), stop);
                    if (how is Cut.Refused)
                        await WriteAsync(line.Client, new Frame(Reset, 0, frame.Stream, [0, 0, 0, 7]), stop);
                    if (how is Cut.GoAwayWithoutIt or Cut.Refused or Cut.ClosedBefore)
                        return;
                }

                await WriteAsync(line.Server, frame, stop);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException) { }
    }

    /// <summary>Passes on what the service answers; ends with the answer that must not arrive.</summary>
    private static async Task AnsweringAsync(Line line, CancellationToken stop)
    {
        try
        {
            while (await ReadAsync(line.Server, stop) is { } frame)
            {
                if (frame.Type == Headers && frame.Stream == line.Stream)
                {
                    if (line.How == Cut.GoAwayWithIt)
                        await WriteAsync(line.Client, LastOf(frame.Stream), stop);
                    return;
                }

                await WriteAsync(line.Client, frame, stop);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException) { }
    }

    private static Frame LastOf(int stream)
    {
        var payload = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(payload, stream);
        return new Frame(GoAway, 0, 0, payload);
    }

    private static async Task<Frame?> ReadAsync(NetworkStream from, CancellationToken stop)
    {
        var header = new byte[HeaderLength];
        if (await from.ReadAtLeastAsync(header, HeaderLength, throwOnEndOfStream: false, stop) < HeaderLength)
            return null;
        var length = (header[0] << 16) | (header[1] << 8) | header[2];
        if (length > MaxFrame)
            throw new IOException($"a frame of {length} bytes");
        var payload = new byte[length];
        await from.ReadExactlyAsync(payload, stop);
        return new Frame(header[3], header[4], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)), payload);
    }

    private static async Task WriteAsync(NetworkStream to, Frame frame, CancellationToken stop)
    {
        var bytes = new byte[HeaderLength + frame.Payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, frame.Payload.Length << 8);
        (bytes[3], bytes[4]) = (frame.Type, frame.Flags);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(5), frame.Stream);
        frame.Payload.CopyTo(bytes, HeaderLength);
        await to.WriteAsync(bytes, stop);
    }

    private sealed record Frame(byte Type, byte Flags, int Stream, byte[] Payload);

    private sealed class Line(NetworkStream client, NetworkStream server)
    {
        public NetworkStream Client => client;
        public NetworkStream Server => server;
        public Cut? How { get; set; }
        public int Stream { get; set; } = -1;
    }
}
