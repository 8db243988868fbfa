using System.Net;

namespace Proposals.Gateway;

/// <summary>
/// What the gateway is told by configuration, checked once at start. README lists the keys and their defaults.
/// </summary>
internal sealed record GatewaySettings
{
    /// <summary>Where it serves HTTP.</summary>
    public required Uri Listen { get; init; }

    /// <summary>
    /// The origin browsers know it by, e.g. https://tian.example.cn, where a proxy stands in front; null when they come
    /// directly.
    /// </summary>
    public string? PublicOrigin { get; init; }

    /// <summary>PEM file of the certificate; needed where <see cref="Listen"/> is https.</summary>
    public string? Certificate { get; init; }

    /// <summary>PEM file of its key.</summary>
    public string? CertificateKey { get; init; }

    /// <summary>Where the reverse proxies are whose X-Forwarded-For is believed; none believes nobody.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <summary>Folder of uploaded files.</summary>
    public required string Files { get; init; }

    /// <summary>Folder of the built portal.</summary>
    public required string Portal { get; init; }

    /// <summary>File of the demonstration committee's accounts; null where there is none.</summary>
    public string? DemoAccounts { get; init; }

    /// <summary>The suite's secret, by which Intake knows the receipts of uploads.</summary>
    public required string Secret { get; init; }

    /// <summary>Browsers reach it by TLS, here or at the proxy.</summary>
    public bool IsPublicHttps => PublicOrigin?.StartsWith("https://", StringComparison.Ordinal) == true;

    /// <summary>
    /// Reads the configuration. Throws <see cref="InvalidOperationException"/> that says in Chinese which key is wrong
    /// and how.
    /// </summary>
    public static GatewaySettings Read(IConfiguration configuration)
    {
        var listen = AddressOf(configuration, "Gateway:Listen") ?? new Uri("http://127.0.0.1:5080");
        if (listen.Host != "localhost" && !IPAddress.TryParse(listen.Host, out _))
            throw new InvalidOperationException($"Gateway:Listen 的主机“{listen.Host}”须为 IP 地址或 localhost。");
        var origin = AddressOf(configuration, "Gateway:PublicOrigin");
        var (certificate, key) = (
            TextOf(configuration, "Gateway:Certificate"),
            TextOf(configuration, "Gateway:CertificateKey")
        );
        if (listen.Scheme == Uri.UriSchemeHttps && (certificate is null || key is null))
            throw new InvalidOperationException(
                "Gateway:Listen 为 https 时必须设置 Gateway:Certificate 和 Gateway:CertificateKey（PEM 文件）。"
            );
        return new GatewaySettings
        {
            Listen = listen,
            PublicOrigin = origin?.GetLeftPart(UriPartial.Authority),
            Certificate = certificate,
            CertificateKey = key,
            Proxies =
            [
                .. (TextOf(configuration, "Gateway:Proxy") ?? "")
                    .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    .Select(NetworkOf),
            ],
            Files = Path.GetFullPath(TextOf(configuration, "Files:Folder") ?? Path.Combine("data", "files")),
            Portal = Path.GetFullPath(
                TextOf(configuration, "Gateway:Portal") ?? Path.Combine(AppContext.BaseDirectory, "portal")
            ),
            DemoAccounts = TextOf(configuration, "Gateway:DemoAccounts") is { } accounts
                ? Path.GetFullPath(accounts)
                : null,
            Secret =
                TextOf(configuration, "Peers:Secret")
                ?? throw new InvalidOperationException("网关必须设置 Peers:Secret，且与各服务相同：上传回执用它签名。"),
        };
    }

    private static string? TextOf(IConfiguration configuration, string key) =>
        configuration[key] is { Length: > 0 } text ? text : null;

    private static IPNetwork NetworkOf(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw new InvalidOperationException(
            $"Gateway:Proxy “{text}” 不是 IP 地址，也不是网段（如 10.42.0.0/16；多个用逗号分隔）。"
        );

    private static Uri? AddressOf(IConfiguration configuration, string key)
    {
        if (TextOf(configuration, key) is not { } text)
            return null;
        return
            Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && uri.PathAndQuery == "/"
            ? uri
            : throw new InvalidOperationException($"{key} “{text}” 无效，应为 http://主机:端口 或 https://主机:端口。");
    }
}
