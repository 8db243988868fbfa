using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Proposals.Channels;

namespace Proposals.BuildingBlocks;

/// <summary>A key whose value is an address: http://host:port or https://host:port.</summary>
public sealed class AddressSetting(string key, string fallback, string meaning)
    : TypedSetting<Uri>(key, fallback, meaning)
{
    /// <summary>A socket is opened there, so the host is an IP address or localhost.</summary>
    public bool IsListener { get; init; }

    /// <summary>Only plain http is accepted.</summary>
    public bool IsPlain { get; init; }

    /// <summary>A path may follow.</summary>
    public bool TakesPath { get; init; }

    /// <inheritdoc />
    public override string Values =>
        $"`http{(IsPlain ? "" : "[s]")}://{(IsListener ? "IP" : "host")}:port{(TakesPath ? "[/path]" : "")}`";

    /// <inheritdoc />
    protected override string Expected
    {
        get
        {
            var place = $"://{(IsListener ? "IP" : "主机")}:端口";
            return IsPlain ? $"应为 http{place}（明文）" : $"应为 http{place} 或 https{place}";
        }
    }

    /// <summary>The address to listen at.</summary>
    public static IPAddress HostOf(Uri listen) =>
        listen.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(listen.Host);

    /// <summary>
    /// Tries to listen there. Throws <see cref="SetupException"/> where this machine does not let it.
    /// </summary>
    /// <remarks>
    /// Tried before anything is made or migrated: the server itself would say it as an exception, after all that.
    /// </remarks>
    public void Probe(Uri listen)
    {
        var host = HostOf(listen);
        using var socket = new Socket(host.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(host, listen.Port));
        }
        catch (SocketException e)
        {
            throw Wrong(
                listen.OriginalString,
                e.SocketErrorCode switch
                {
                    SocketError.AddressAlreadyInUse => "端口已被占用，请停止占用它的程序或换一个端口",
                    SocketError.AccessDenied => "没有权限使用该端口，请换一个 1024 以上的端口",
                    SocketError.AddressNotAvailable => "本机没有这个地址",
                    _ => $"不能在此监听（{e.SocketErrorCode}）",
                }
            );
        }
    }

    private protected override bool TryParse(string text, [MaybeNullWhen(false)] out Uri value, out string? problem)
    {
        problem = null;
        return Uri.TryCreate(text, UriKind.Absolute, out value)
            && (value.Scheme == Uri.UriSchemeHttp || (value.Scheme == Uri.UriSchemeHttps && !IsPlain))
            && (TakesPath || value.PathAndQuery == "/")
            && value.UserInfo.Length == 0
            && (!IsListener || value.Host == "localhost" || IPAddress.TryParse(value.Host, out _));
    }
}
