using System.Net;
using Microsoft.Extensions.Configuration;
using Proposals.Channels;

namespace Proposals.BuildingBlocks;

/// <summary>Where a service listens.</summary>
/// <param name="Address">For gRPC.</param>
/// <param name="Health">For health checks and nothing else, without TLS; null where there is none.</param>
public sealed record ListenSettings(Uri Address, Uri? Health)
{
    /// <summary>Where gRPC is served.</summary>
    public static readonly AddressSetting AddressKey = new(
        "Listen",
        "http://127.0.0.1:5100",
        "address that serves gRPC; `https://…` needs `Peers:Certificates`; plain http is for one process "
            + "(Standalone) on loopback"
    )
    {
        IsListener = true,
    };

    /// <summary>Where health is served.</summary>
    public static readonly AddressSetting HealthKey = new(
        "Health:Listen",
        "",
        "plain address that answers grpc.health.v1 and nothing else, for orchestrators"
    )
    {
        IsListener = true,
        IsPlain = true,
    };

    /// <summary>The keys.</summary>
    public static IReadOnlyList<Setting> Declared => [AddressKey, HealthKey];

    /// <summary>Reads them. Throws <see cref="SetupException"/> where a value is wrong.</summary>
    public static ListenSettings Read(IConfiguration configuration) =>
        new(AddressKey.Of(configuration), HealthKey.OrNull(configuration));

    /// <summary>
    /// Throws <see cref="SetupException"/> where others could read along: plain http is for one process alone, and on
    /// loopback. A process that is <paramref name="apart"/> from the other services serves by TLS only.
    /// </summary>
    public void Check(bool apart, bool hasCertificates)
    {
        var text = Address.OriginalString;
        if (Address.Scheme == Uri.UriSchemeHttps)
        {
            if (!hasCertificates)
                throw AddressKey.Wrong(
                    text,
                    "为 https 时必须设置 Peers:Certificates（证书文件夹，可用 proposals certs init 生成）"
                );
        }
        else if (apart)
        {
            throw AddressKey.Wrong(
                text,
                "单独运行的服务必须使用 TLS：应为 https://…，并设置 Peers:Certificates（可用 proposals certs "
                    + "init 生成）"
            );
        }
        else if (!IPAddress.IsLoopback(AddressSetting.HostOf(Address)))
        {
            throw AddressKey.Wrong(text, "明文 http 只能在本机回环地址上使用；对外请用 https:// 和 Peers:Certificates");
        }
    }
}
