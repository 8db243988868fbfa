using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proposals.BuildingBlocks;
using Proposals.Channels;

namespace Proposals.Gateway;

/// <summary>The gateway's settings, read and checked once at its start.</summary>
internal sealed record GatewaySettings
{
    /// <summary>Where it serves HTTP.</summary>
    public static readonly AddressSetting ListenKey = new(
        "Gateway:Listen",
        "http://127.0.0.1:5080",
        "address of the portal and of the JSON API; https needs `Gateway:Certificate` and `Gateway:CertificateKey`"
    )
    {
        IsListener = true,
    };

    /// <summary>Certificate.</summary>
    public static readonly PathSetting CertificateFile = new(
        "Gateway:Certificate",
        "",
        PathSetting.Kind.File,
        "PEM file of the certificate that browsers see"
    );

    /// <summary>Its key.</summary>
    public static readonly PathSetting CertificateKeyFile = new(
        "Gateway:CertificateKey",
        "",
        PathSetting.Kind.File,
        "PEM file of its key"
    );

    /// <summary>Origin behind a proxy.</summary>
    public static readonly AddressSetting OriginKey = new(
        "Gateway:PublicOrigin",
        "",
        "origin that browsers see behind a proxy that ends TLS, e.g. `https://tian.example.cn`"
    );

    /// <summary>Proxies that are believed.</summary>
    public static readonly TextSetting ProxyKey = new(
        "Gateway:Proxy",
        "",
        "IP addresses and networks, with commas",
        "应为 IP 地址或网段（如 10.42.0.0/16；多个用逗号分隔）",
        "address of the proxy whose `X-Forwarded-For` is trusted; or several addresses and networks "
            + "(`10.42.0.0/16`), separated by commas"
    )
    {
        Check = text =>
            Parts(text).FirstOrDefault(p => NetworkOf(p) is null) is { } part
                ? $"“{part}”不是 IP 地址，也不是网段（如 10.42.0.0/16；多个用逗号分隔）"
                : null,
    };

    /// <summary>Folder of the portal.</summary>
    public static readonly PathSetting PortalKey = new(
        "Gateway:Portal",
        "",
        PathSetting.Kind.Later,
        "folder of the built portal; without it the gateway serves the API and says how to build the portal"
    )
    {
        DefaultNote = "`portal` beside the program",
    };

    /// <summary>Demonstration accounts.</summary>
    public static readonly PathSetting DemoAccountsKey = new(
        "Gateway:DemoAccounts",
        "",
        PathSetting.Kind.Later,
        "file of demonstration accounts for the sign-in page, served to this machine only, never through a proxy; "
            + "Standalone sets it while `Demo` is `true`, a gateway of its own ignores it"
    );

    /// <summary>Folder of uploaded files.</summary>
    public static readonly PathSetting FilesKey = new(
        "Files:Folder",
        "data/files",
        PathSetting.Kind.Made,
        "folder of uploaded files; part of the backup; shared by several gateways"
    );

    /// <summary>How much an account may upload.</summary>
    public static readonly NumberSetting AccountMegabytesKey = new(
        "Files:AccountMegabytes",
        500,
        1,
        1_000_000,
        "megabytes that an account may upload in a day of China's time; further files are refused (`ACCOUNT_QUOTA`)"
    );

    /// <summary>How much a committee may keep.</summary>
    public static readonly NumberSetting CommitteeMegabytesKey = new(
        "Files:CommitteeMegabytes",
        200_000,
        1,
        1_000_000_000,
        "megabytes that the files of a committee may take; further files are refused (`COMMITTEE_QUOTA`)"
    );

    /// <summary>The keys of the gateway alone.</summary>
    public static IReadOnlyList<Setting> Own =>
        [
            ListenKey,
            CertificateFile,
            CertificateKeyFile,
            OriginKey,
            ProxyKey,
            PortalKey,
            DemoAccountsKey,
            FilesKey,
            AccountMegabytesKey,
            CommitteeMegabytesKey,
            .. PortalFooter.Declared,
        ];

    /// <summary>All keys that it accepts: one environment is often given to it and to the services.</summary>
    public static IReadOnlyList<Setting> Declared => [.. Own, .. ServiceSettings.Declared];

    /// <summary>Where it serves HTTP.</summary>
    public required Uri Listen { get; init; }

    /// <summary>
    /// The origin browsers know it by, e.g. https://tian.example.cn, where a proxy stands in front; null when they come
    /// directly.
    /// </summary>
    public string? PublicOrigin { get; init; }

    /// <summary>The certificate with its key; null where <see cref="Listen"/> is http.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Where the reverse proxies are whose X-Forwarded-For is believed; none believes nobody.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <summary>Folder of uploaded files.</summary>
    public required string Files { get; init; }

    /// <summary>Megabytes that an account may upload in a day.</summary>
    public required long AccountMegabytes { get; init; }

    /// <summary>Megabytes that a committee's files may take.</summary>
    public required long CommitteeMegabytes { get; init; }

    /// <summary>Folder of the built portal.</summary>
    public required string Portal { get; init; }

    /// <summary>File of the demonstration committee's accounts; null where there is none.</summary>
    public string? DemoAccounts { get; init; }

    /// <summary>What stands at the foot of every page.</summary>
    public required PortalFooter Footer { get; init; }

    /// <summary>The services.</summary>
    public required PeerSettings Peers { get; init; }

    /// <summary>How it ends.</summary>
    public required DrainSettings Drain { get; init; }

    /// <summary>Where it exports traces and metrics.</summary>
    public required TelemetrySettings Telemetry { get; init; }

    /// <summary>What it logs.</summary>
    public required LoggingSettings Logging { get; init; }

    /// <summary>Browsers reach it by TLS, here or at the proxy.</summary>
    public bool IsPublicHttps => PublicOrigin?.StartsWith("https://", StringComparison.Ordinal) == true;

    /// <summary>
    /// Reads the settings. Throws <see cref="SetupException"/> when a value is wrong, or when values contradict each
    /// other.
    /// </summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="drawn">The secret that the services of this process have drawn, when none is configured.</param>
    public static GatewaySettings Read(IConfiguration configuration, string? drawn = null)
    {
        var listen = ListenKey.Of(configuration);
        var peers = PeerSettings.Read(configuration);
        peers = peers with { Secret = peers.Secret ?? drawn };
        if (peers.Secret is null)
            throw new SetupException($"网关必须设置 {PeerSettings.SecretKey.Key}，且与各服务相同：上传回执用它签名。");
        return new GatewaySettings
        {
            Listen = listen,
            PublicOrigin = OriginKey.OrNull(configuration)?.GetLeftPart(UriPartial.Authority),
            Certificate = CertificateOf(configuration, listen.Scheme == Uri.UriSchemeHttps),
            Proxies = [.. Parts(ProxyKey.OrNull(configuration) ?? "").Select(p => NetworkOf(p)!.Value)],
            Files = FilesKey.Of(configuration),
            AccountMegabytes = AccountMegabytesKey.Of(configuration),
            CommitteeMegabytes = CommitteeMegabytesKey.Of(configuration),
            Portal = PortalKey.OrNull(configuration) ?? Path.Combine(AppContext.BaseDirectory, "portal"),
            DemoAccounts = DemoAccountsKey.OrNull(configuration),
            Footer = PortalFooter.Read(configuration),
            Peers = peers,
            Drain = DrainSettings.Read(configuration),
            Telemetry = TelemetrySettings.Read(configuration),
            Logging = LoggingSettings.Read(configuration),
        };
    }

    private static X509Certificate2? CertificateOf(IConfiguration configuration, bool isNeeded)
    {
        var (certificate, key) = (CertificateFile.OrNull(configuration), CertificateKeyFile.OrNull(configuration));
        if (isNeeded && (certificate is null || key is null))
            throw new SetupException(
                $"{ListenKey.Key} 为 https 时必须设置 {CertificateFile.Key} 和 {CertificateKeyFile.Key}（PEM 文件）。"
            );
        if (certificate is null || key is null)
            return null;
        try
        {
            return X509Certificate2.CreateFromPemFile(certificate, key);
        }
        catch (Exception e)
            when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw CertificateFile.Wrong(certificate, $"须为 PEM 证书，且与 {CertificateKeyFile.Key} 相配");
        }
    }

    private static string[] Parts(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static IPNetwork? NetworkOf(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}
