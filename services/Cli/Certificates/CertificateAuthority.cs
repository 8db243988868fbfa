using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proposals.Channels;

namespace Proposals.Cli;

/// <summary>
/// The suite's own authority in a folder. It holds ca/ca.crt and ca/ca.key, and for every identity a folder with
/// ca.crt, tls.crt and tls.key. Its process needs no more. Keys are ECDSA on P-256. During a rotation ca.crt holds the
/// new and the previous authority, in this order. Every ca.crt in the folder has the same content.
/// </summary>
internal sealed class CertificateAuthority
{
    /// <summary>Shortest and longest validity of a certificate, in days.</summary>
    public const int MinDays = 90,
        MaxDays = 825;

    private const string ServerUse = "1.3.6.1.5.5.7.3.1",
        ClientUse = "1.3.6.1.5.5.7.3.2";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _folder;
    private readonly X509Certificate2Collection _authorities;
    private readonly X509Certificate2 _signer;

    private CertificateAuthority(string folder, X509Certificate2Collection authorities, X509Certificate2 signer) =>
        (_folder, _authorities, _signer) = (folder, authorities, signer);

    /// <summary>True during a rotation: the previous authority is still trusted.</summary>
    public bool IsRotating => _authorities.Count > 1;

    /// <summary>Expiry of the authority.</summary>
    public DateTimeOffset GoodUntil => _signer.NotAfter;

    /// <summary>True when the folder has an authority.</summary>
    public static bool Exists(string folder) => File.Exists(Bundle(folder)) || File.Exists(Key(folder));

    /// <summary>
    /// Creates an authority, valid for ten years. Throws <see cref="InvalidDataException"/> when one exists: it is
    /// never overwritten.
    /// </summary>
    public static CertificateAuthority Create(string folder)
    {
        if (Exists(folder))
            throw new InvalidDataException($"{folder} 中已有 CA，不会覆盖。");
        MakeFolder(Path.Combine(folder, "ca"));
        Save(folder, NewAuthority(), []);
        return Open(folder);
    }

    /// <summary>
    /// Opens the authority of a folder. Throws <see cref="InvalidDataException"/> when there is none, or its key does
    /// not fit.
    /// </summary>
    public static CertificateAuthority Open(string folder)
    {
        if (!Exists(folder))
            throw new InvalidDataException($"{folder} 中没有 CA：请先执行 proposals certs init。");
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(Bundle(folder));
            using var key = ECDsa.Create();
            key.ImportFromPem(File.ReadAllText(Key(folder)));
            var signer = authorities.FirstOrDefault(a =>
                a.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo())
            );
            return signer is not null
                ? new CertificateAuthority(folder, authorities, signer.CopyWithPrivateKey(key))
                : throw new InvalidDataException($"{Key(folder)} 不是 ca.crt 的密钥。");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or FileNotFoundException)
        {
            throw new InvalidDataException($"{Path.Combine(folder, "ca")} 中的 CA 已损坏：{e.Message}");
        }
    }

    /// <summary>True when the folder of an identity holds a certificate.</summary>
    public bool Has(string identity) => File.Exists(Path.Combine(_folder, identity, "tls.crt"));

    /// <summary>
    /// Issues a certificate for an identity and writes its folder. Host names and addresses of its previous certificate
    /// are kept.
    /// </summary>
    public void Issue(string identity, IReadOnlyList<string> hosts, DateTimeOffset now, int days)
    {
        var names = NamesOf(identity)
            .Concat(
                Has(identity)
                    ? HostsIn(
                        X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(_folder, identity, "tls.crt")))
                    )
                    : []
            )
            .Concat(hosts)
            .Distinct(StringComparer.OrdinalIgnoreCase);
        // Valid from a few minutes ago, for clocks that are a little behind.
        using var certificate = Sign(identity, names, now.AddMinutes(-5), now.AddDays(days));
        Write(identity, certificate);
    }

    /// <summary>
    /// Creates a certificate with its key for an identity and names. Its validity ends with the authority's at the
    /// latest.
    /// </summary>
    public X509Certificate2 Sign(string identity, IEnumerable<string> names, DateTimeOffset from, DateTimeOffset until)
    {
        (from, until) = (from < _signer.NotBefore ? _signer.NotBefore : from, until > GoodUntil ? GoodUntil : until);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={identity}, O=Proposals", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        alternatives.AddUri(new Uri(Identity.Scheme + identity));
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
                alternatives.AddIpAddress(address);
            else
                alternatives.AddDnsName(name);
        }

        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid(ServerUse), new Oid(ClientUse)], false)
        );
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_signer, true, false)
        );
        using var signed = request.Create(_signer, from, until, RandomNumberGenerator.GetBytes(16));
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>
    /// Writes a certificate with its key into the folder of an identity, and the authorities beside them.
    /// </summary>
    public void Write(string identity, X509Certificate2 certificate)
    {
        var folder = Path.Combine(_folder, identity);
        MakeFolder(folder);
        WriteFile(
            Path.Combine(folder, "ca.crt"),
            string.Join('\n', _authorities.Select(a => a.ExportCertificatePem())) + "\n"
        );
        using var key = certificate.GetECDsaPrivateKey()!;
        WriteFile(Path.Combine(folder, "tls.key"), key.ExportPkcs8PrivateKeyPem() + "\n", OwnerOnly);
        WriteFile(Path.Combine(folder, "tls.crt"), certificate.ExportCertificatePem() + "\n");
    }

    /// <summary>
    /// Starts a rotation: creates a new authority that every process trusts beside the previous one; the certificates
    /// stay. Throws <see cref="InvalidDataException"/> during a rotation.
    /// </summary>
    public CertificateAuthority Rotate()
    {
        if (IsRotating)
            throw new InvalidDataException(
                "上一次更换 CA 尚未完成：请先执行 certs renew all，再执行 certs rotate-ca --finish。"
            );
        Save(_folder, NewAuthority(), [_signer]);
        return Open(_folder).Publish();
    }

    /// <summary>
    /// Ends the rotation: the previous authority is no longer trusted. Throws <see cref="InvalidDataException"/> while
    /// it has signed a certificate of the folder.
    /// </summary>
    public CertificateAuthority Finish()
    {
        if (!IsRotating)
            throw new InvalidDataException("没有正在进行的 CA 更换。");
        var late = Identities().Where(i => ProblemOf(Load(i), [_signer]).Length > 0).ToList();
        if (late.Count > 0)
            throw new InvalidDataException(
                $"{string.Join("、", late)} 的证书仍由旧 CA 签发：请先执行 certs renew all，并等各服务读入（10 秒）。"
            );
        WriteFile(Bundle(_folder), _signer.ExportCertificatePem() + "\n");
        return Open(_folder).Publish();
    }

    /// <summary>The certificates in the folder, by identity.</summary>
    public IReadOnlyList<IdentityCertificate> Show() =>
        [
            .. Identities()
                .Select(i =>
                {
                    var certificate = Load(i);
                    var problem = ProblemOf(certificate, _authorities);
                    if (problem.Length == 0 && Identity.Of(certificate) != i)
                        problem = $"证书写的是“{Identity.Of(certificate)}”";
                    return new IdentityCertificate(
                        i,
                        certificate.NotBefore,
                        certificate.NotAfter,
                        Convert.ToHexStringLower(SHA256.HashData(certificate.RawData)),
                        [.. HostsIn(certificate)],
                        problem
                    );
                }),
        ];

    /// <summary>
    /// The host names of an identity: localhost, its name in a network of containers, and its service name, also for
    /// each pod, in a Kubernetes namespace called proposals.
    /// </summary>
    private static IEnumerable<string> NamesOf(string identity)
    {
        string[] names =
        [
            identity,
            $"{identity}.proposals",
            $"{identity}.proposals.svc",
            $"{identity}.proposals.svc.cluster.local",
        ];
        return [.. names, .. names.Select(n => "*." + n), "localhost", "127.0.0.1", "::1"];
    }

    private static IEnumerable<string> HostsIn(X509Certificate2 certificate) =>
        certificate
            .Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(n => n.EnumerateDnsNames().Concat(n.EnumerateIPAddresses().Select(a => a.ToString())));

    private static string ProblemOf(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        if (chain.Build(certificate))
            return "";
        return chain.ChainStatus.Any(s => s.Status == X509ChainStatusFlags.NotTimeValid)
            ? "不在有效期内"
            : "不是此 CA 所签";
    }

    private static X509Certificate2 NewAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // A distinct name, so that the two authorities can be told apart while both are trusted.
        var request = new CertificateRequest(
            $"CN=Proposals CA {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}, O=Proposals",
            key,
            HashAlgorithmName.SHA256
        );
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true)
        );
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddMinutes(-5), now.AddYears(10));
    }

    private static void Save(string folder, X509Certificate2 authority, X509Certificate2Collection before)
    {
        // In this order: an interruption between the two leaves the previous authority with its key.
        WriteFile(
            Bundle(folder),
            string.Join('\n', before.Prepend(authority).Select(a => a.ExportCertificatePem())) + "\n"
        );
        using var key = authority.GetECDsaPrivateKey()!;
        WriteFile(Key(folder), key.ExportPkcs8PrivateKeyPem() + "\n", OwnerOnly);
    }

    private CertificateAuthority Publish()
    {
        foreach (var identity in Identities())
            WriteFile(Path.Combine(_folder, identity, "ca.crt"), File.ReadAllText(Bundle(_folder)));
        return this;
    }

    private X509Certificate2 Load(string identity) =>
        X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(_folder, identity, "tls.crt")));

    private IEnumerable<string> Identities() =>
        Folders.GetDirectories(_folder).Select(d => Path.GetFileName(d)!).Where(Has).Order(StringComparer.Ordinal);

    private static string Bundle(string folder) => Path.Combine(folder, "ca", "ca.crt");

    private static string Key(string folder) => Path.Combine(folder, "ca", "ca.key");

    private static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Folders.CreateDirectory(path);
        else
            Folders.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>
    /// Replaces the file atomically: a process that reads the folder meanwhile sees the old file or the new one.
    /// </summary>
    private static void WriteFile(
        string path,
        string text,
        UnixFileMode mode = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead
    )
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        var written = path + ".new";
        File.Delete(written);
        using (var writer = new StreamWriter(written, options))
            writer.Write(text);
        File.Move(written, path, overwrite: true);
    }
}

/// <summary>The certificate in the folder of one identity, as far as it can be read.</summary>
/// <param name="Name">Identity.</param>
/// <param name="From">First instant of its validity.</param>
/// <param name="Until">Last instant of its validity.</param>
/// <param name="Fingerprint">SHA-256 of the certificate, in hexadecimal.</param>
/// <param name="Names">Its host names and addresses.</param>
/// <param name="Problem">
/// Empty when it is valid now and signed by an authority of the folder; otherwise the reason, in Chinese.
/// </param>
internal sealed record IdentityCertificate(
    string Name,
    DateTimeOffset From,
    DateTimeOffset Until,
    string Fingerprint,
    IReadOnlyList<string> Names,
    string Problem
);
