using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Proposals.Channels;

namespace Proposals.BuildingBlocks;

/// <summary>The other services, and what this process shows them.</summary>
public sealed record PeerSettings
{
    /// <summary>Addresses of the other services.</summary>
    public static readonly TextSetting AddressKey = new(
        "Peers:*",
        "",
        "`http[s]://host:port`, several with commas, or `dns:///host:port`",
        "应为 http://主机:端口 或 https://主机:端口（多个用逗号分隔），或 dns:///主机:端口",
        "addresses of the other services: one, several separated by commas (replicas, called in turn), or "
            + "`dns:///host:port` for every address of a name"
    )
    {
        Names = [.. Catalogue.Services.Select(s => s.Program)],
        DefaultNote = "`Listen`",
    };

    /// <summary>Folder with the certificate.</summary>
    public static readonly PathSetting CertificatesKey = new(
        "Peers:Certificates",
        "",
        PathSetting.Kind.Folder,
        "folder with `ca.crt`, `tls.crt`, `tls.key` (PEM), used as server and as client; new files take effect "
            + "within 10 s, without a restart"
    );

    /// <summary>The suite's secret.</summary>
    public static readonly TextSetting SecretKey = new(
        "Peers:Secret",
        "",
        "any text",
        "应为任意文字",
        "signs the receipts of uploads; the same for all processes. Within one process it also authenticates "
            + "the services to each other, and is drawn at every start when unset"
    )
    {
        IsSecret = true,
    };

    /// <summary>The keys.</summary>
    public static IReadOnlyList<Setting> Declared => [CertificatesKey, AddressKey, SecretKey];

    /// <summary>Address or addresses of every service, by its name.</summary>
    public required IReadOnlyDictionary<string, string> Addresses { get; init; }

    /// <summary>The certificates' folder; null where there is no TLS.</summary>
    public string? Certificates { get; init; }

    /// <summary>The secret; null where none is configured.</summary>
    public string? Secret { get; init; }

    /// <summary>
    /// Reads them; Listen is the address of the services that are not named. Throws <see cref="SetupException"/> where
    /// a value is wrong.
    /// </summary>
    public static PeerSettings Read(IConfiguration configuration)
    {
        var certificates = CertificatesKey.OrNull(configuration);
        var listen = ListenSettings.AddressKey.Of(configuration).OriginalString;
        return new PeerSettings
        {
            Addresses = Catalogue.Services.ToDictionary(
                s => s.Name,
                s => AddressOf(configuration, s.Program, certificates is not null) ?? listen,
                StringComparer.Ordinal
            ),
            Certificates = certificates,
            Secret = SecretKey.OrNull(configuration),
        };
    }

    /// <summary>
    /// The certificates; null where there is no TLS. Throws <see cref="SetupException"/> where they cannot be used.
    /// </summary>
    public PeerCertificates? OpenCertificates(ILogger? log = null)
    {
        try
        {
            return Certificates is null ? null : new PeerCertificates(Certificates, log);
        }
        catch (SetupException e)
        {
            throw new SetupException($"{CertificatesKey.Key}：{e.Message}", e);
        }
    }

    private static string? AddressOf(IConfiguration configuration, string program, bool hasCertificates)
    {
        var address = AddressKey.OrNull(configuration, program);
        return address is not null && PeerChannel.ProblemOf(address, hasCertificates) is { } problem
            ? throw AddressKey.Wrong(address, problem, AddressKey.KeyOf(program))
            : address;
    }
}
