using System.Diagnostics;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Proposals.Channels;

/// <summary>
/// The certificate that this process presents, as server and as client, and the authorities that it trusts. They lie in
/// a folder with ca.crt, tls.crt and tls.key (PEM), as in a Kubernetes TLS secret. The folder is checked before a
/// handshake, at most every five seconds, so new files take effect without a restart. Wrong or half-written files are
/// logged and leave the old ones in force. Only the suite's own authorities are trusted. Host names do not count; the
/// <see cref="Channels.Identity"/> does.
/// </summary>
public sealed partial class PeerCertificates
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1",
        ClientUse = "1.3.6.1.5.5.7.3.2";
    private const SslProtocols Protocols = SslProtocols.Tls12 | SslProtocols.Tls13;
    private static readonly string[] Files = ["ca.crt", "tls.crt", "tls.key"];
    private readonly string _folder;
    private readonly TimeSpan _interval;
    private readonly ILogger _log;
    private volatile Loaded _loaded;
    private byte[] _seen;
    private string _complaint = "";
    private long _lookedAt = Stopwatch.GetTimestamp();

    /// <summary>
    /// Reads the folder. Throws <see cref="SetupException"/> when it is unusable. <paramref name="interval"/> is how
    /// often the folder is checked, 5 s by default.
    /// </summary>
    public PeerCertificates(string folder, ILogger? log = null, TimeSpan? interval = null)
    {
        (_folder, _log, _interval) = (folder, log ?? NullLogger.Instance, interval ?? TimeSpan.FromSeconds(5));
        try
        {
            var texts = Read();
            (_loaded, _seen) = (Loaded.Of(texts), HashOf(texts));
        }
        catch (Exception e) when (IsBad(e))
        {
            throw new SetupException(
                $"证书文件夹“{folder}”不可用（应有 ca.crt、tls.crt、tls.key，"
                    + $"可用 proposals certs init 生成）{ReasonOf(e)}。",
                e
            );
        }
    }

    private static string ReasonOf(Exception e) =>
        e switch
        {
            FileNotFoundException missing => $"：缺少 {Path.GetFileName(missing.FileName)}",
            UnauthorizedAccessException => "：没有读取权限",
            CryptographicException => "：证书或私钥的内容无法识别",
            _ => "",
        };

    /// <summary>The identity of this process.</summary>
    public string Name => Current.Name;

    /// <summary>Expiry of the certificate in use.</summary>
    public DateTimeOffset GoodUntil => Current.Certificate.NotAfter;

    /// <summary>
    /// Options for the next handshake as a server: only a client with a certificate of the suite's authorities is
    /// admitted.
    /// </summary>
    public SslServerAuthenticationOptions ForServer() => Current.Server;

    /// <summary>The state of the folder in force: a different object after every change.</summary>
    public object Generation => Current;

    /// <summary>True when the certificate that a client presented earlier would still be admitted.</summary>
    public bool Believes(X509Certificate2 shown) => ProblemOf(shown, Current.Authorities, ClientUse).Length == 0;

    /// <summary>
    /// Options for calling a service: they present this process's certificate and require one of the suite's
    /// authorities that names the service.
    /// </summary>
    public SslClientAuthenticationOptions ForClient(string service) =>
        new()
        {
            EnabledSslProtocols = Protocols,
            LocalCertificateSelectionCallback = (_, _, _, _, _) => Current.Certificate,
            // The system's verdict on the chain is ignored; this policy downloads no missing certificates.
            CertificateChainPolicy = Policy([], ServerUse),
            RemoteCertificateValidationCallback = (_, shown, _, _) =>
                shown is X509Certificate2 certificate && IsService(certificate, service),
        };

    private Loaded Current
    {
        get
        {
            var last = Interlocked.Read(ref _lookedAt);
            if (
                Stopwatch.GetElapsedTime(last) >= _interval
                && Interlocked.CompareExchange(ref _lookedAt, Stopwatch.GetTimestamp(), last) == last
            )
                Reread();
            return _loaded;
        }
    }

    private void Reread()
    {
        try
        {
            var texts = Read();
            var hash = HashOf(texts);
            if (hash.AsSpan().SequenceEqual(_seen))
                return;
            (_loaded, _seen, _complaint) = (Loaded.Of(texts), hash, "");
            Changed(_log, _folder, _loaded.Name, _loaded.Certificate.NotAfter);
        }
        catch (Exception e) when (IsBad(e))
        {
            // Retried at every check, logged once.
            if (e.Message != _complaint)
                Kept(_log, _folder, _complaint = e.Message);
        }
    }

    private bool IsService(X509Certificate2 certificate, string service)
    {
        var problem = ProblemOf(certificate, Current.Authorities, ServerUse);
        if (problem.Length == 0 && Identity.Of(certificate) is var name && name != service)
            problem = $"it names “{name}”";
        if (problem.Length > 0)
            NotTheService(_log, service, problem);
        return problem.Length == 0;
    }

    private string[] Read() => [.. Files.Select(f => File.ReadAllText(Path.Combine(_folder, f)))];

    private static byte[] HashOf(string[] texts) =>
        SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Join('\0', texts)));

    private static bool IsBad(Exception e) =>
        e
            is IOException
                or UnauthorizedAccessException
                or CryptographicException
                or ArgumentException
                or System.Formats.Asn1.AsnContentException;

    private static string ProblemOf(X509Certificate2 certificate, X509Certificate2Collection authorities, string use)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy = Policy(authorities, use);
        return chain.Build(certificate) ? "" : string.Join(", ", chain.ChainStatus.Select(s => s.Status));
    }

    private static X509ChainPolicy Policy(X509Certificate2Collection authorities, string use)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        policy.ApplicationPolicy.Add(new Oid(use));
        return policy;
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "new certificates in {Folder}: {Name}, good until {GoodUntil}"
    )]
    private static partial void Changed(ILogger log, string folder, string name, DateTime goodUntil);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "the certificates in {Folder} cannot be used, those before stay in force: {Problem}"
    )]
    private static partial void Kept(ILogger log, string folder, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "what answered for {Service} is not {Service}: {Problem}")]
    private static partial void NotTheService(ILogger log, string service, string problem);

    /// <summary>
    /// One state of the folder, checked as a whole: the key fits the certificate, and one of the authorities signed it.
    /// </summary>
    private sealed record Loaded(
        string Name,
        X509Certificate2 Certificate,
        X509Certificate2Collection Authorities,
        SslServerAuthenticationOptions Server
    )
    {
        public static Loaded Of(string[] texts)
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(texts[0]);
            var certificate = X509Certificate2.CreateFromPem(texts[1], texts[2]);
            // Windows does not use keys that were never in a store.
            if (OperatingSystem.IsWindows())
                certificate = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
            foreach (var use in (string[])[ServerUse, ClientUse])
            {
                if (ProblemOf(certificate, authorities, use) is { Length: > 0 } problem)
                    throw new CryptographicException($"tls.crt 不是 ca.crt 所签，或已不在有效期内（{problem}）");
            }

            var name = Identity.Of(certificate);
            if (name.Length == 0)
                throw new CryptographicException($"tls.crt 的备用名称中没有 URI {Identity.Scheme}…");
            // One object for all handshakes, so that its TLS sessions can be resumed.
            return new Loaded(
                name,
                certificate,
                authorities,
                new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
                    ClientCertificateRequired = true,
                    EnabledSslProtocols = Protocols,
                    CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                    CertificateChainPolicy = Policy(authorities, ClientUse),
                    ApplicationProtocols = [SslApplicationProtocol.Http2],
                }
            );
        }
    }
}
