using System.Net;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Proposals.BuildingBlocks;
using Proposals.Channels;
using Proposals.Cli;
using Proposals.TestKit;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>One host for each service, with its certificate. Every call between them uses TLS.</summary>
public class SecureSuite : IAsyncLifetime
{
    /// <summary>Settings of every host.</summary>
    protected Dictionary<string, string?> Common { get; } = [];

    /// <summary>Which of the services are late; none at first.</summary>
    public LateProjections Late { get; } = new();

    private readonly List<WebApplication> _hosts = [];

    /// <summary>Folder of everything the suite writes. It is deleted on dispose.</summary>
    public string Folder { get; } = Folders.CreateTempSubdirectory("proposals-tls-").FullName;

    /// <summary>The certificates' folder.</summary>
    public string Certificates => Path.Combine(Folder, "certs");

    /// <summary>The services' secret, for clients that try it instead of a certificate.</summary>
    public string Secret { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Addresses of the services by name.</summary>
    public IReadOnlyDictionary<string, string> Addresses { get; } =
        Identity.Services.ToDictionary(s => s, _ => $"https://127.0.0.1:{FreePort.Next()}");

    /// <summary>Address at which Intake answers health checks.</summary>
    public string Health { get; } = $"http://127.0.0.1:{FreePort.Next()}";

    /// <summary>A client of the suite with the operator's certificate.</summary>
    public Client.Suite Suite { get; private set; } = null!;

    internal CertificateAuthority Authority { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Authority = CertificateAuthority.Create(Certificates);
        foreach (var identity in Identity.All)
            Authority.Issue(identity, [], DateTimeOffset.UtcNow, 365);
        // Signed by our authority, but no identity of the suite.
        Authority.Issue("stranger", [], DateTimeOffset.UtcNow, 365);
        foreach (var module in WholeSuite.Modules)
            _hosts.Add(await StartAsync(module, module.Name == "intake" ? [("Health:Listen", Health)] : []));
        Suite = new Client.Suite(Addresses, CertificatesOf(Identity.Operator));
    }

    /// <summary>Returns the certificates of an identity.</summary>
    public PeerCertificates CertificatesOf(string identity) => new(Path.Combine(Certificates, identity));

    /// <summary>Opens a channel to a service with the certificate of an identity.</summary>
    public GrpcChannel Channel(string service, string identity) =>
        PeerChannel.Open(service, Addresses[service], CertificatesOf(identity));

    /// <summary>Starts a host for one service, as a process of its own would.</summary>
    public async Task<WebApplication> StartAsync(Module module, params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Listen"] = Addresses[module.Name],
            ["Peers:Certificates"] = Path.Combine(Certificates, module.Name),
            ["Peers:Secret"] = Secret,
            ["Database:Folder"] = Path.Combine(Folder, "data"),
            ["Bus:EndpointPrefix"] = Guid.NewGuid().ToString("N"),
            ["Logging:LogLevel:Default"] = "Error",
        };
        foreach (var (service, address) in Addresses)
            settings[$"Peers:{service}"] = address;
        foreach (var (key, value) in Common)
            settings[key] = value;
        foreach (var (key, value) in more)
            settings[key] = value;
        var host = await ServiceHost.BuildAsync(
            ["--environment", "Development"],
            [module],
            HostParts.Real with
            {
                Follows = Late.Of,
            },
            b => b.Configuration.AddInMemoryCollection(settings),
            apart: true
        );
        await host.StartAsync();
        return host;
    }

    public async Task DisposeAsync()
    {
        Suite?.Dispose();
        foreach (var host in _hosts)
        {
            await host.StopAsync();
            await host.DisposeAsync();
        }

        Folders.Delete(Folder, recursive: true);
    }
}

/// <summary>A server that answers only health checks, with any certificate, and counts them.</summary>
internal sealed class HealthServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _calls;

    private HealthServer(WebApplication app, int port) => (_app, Port) = (app, port);

    public int Port { get; }

    public string Address => $"https://127.0.0.1:{Port}";

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Number of calls that end in UNAVAILABLE before one is answered.</summary>
    public int Ailing { get; set; }

    /// <summary>Starts a server that shows a certificate and asks for none.</summary>
    public static Task<HealthServer> ShowingAsync(X509Certificate2 certificate) =>
        StartAsync(endpoint => endpoint.UseHttps(certificate));

    /// <summary>Starts a server with the TLS settings of a service.</summary>
    public static Task<HealthServer> OfAsync(PeerCertificates certificates) =>
        StartAsync(endpoint =>
            endpoint.UseHttps(
                new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(certificates.ForServer()) }
            )
        );

    public async ValueTask DisposeAsync()
    {
        // Disposing alone would fail running calls, because their services are disposed before their connections.
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task<HealthServer> StartAsync(Action<ListenOptions> secure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var port = FreePort.Next();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(
                IPAddress.Loopback,
                port,
                endpoint =>
                {
                    endpoint.Protocols = HttpProtocols.Http2;
                    secure(endpoint);
                }
            )
        );
        builder.Services.AddGrpc();
        builder.Services.AddGrpcHealthChecks().AddCheck("itself", () => HealthCheckResult.Healthy());
        var app = builder.Build();
        var server = new HealthServer(app, port);
        app.Use(next =>
            context =>
            {
                if (Interlocked.Increment(ref server._calls) > server.Ailing)
                    return next(context);
                context.Response.ContentType = "application/grpc";
                context.Response.Headers["grpc-status"] = "14";
                return Task.CompletedTask;
            }
        );
        app.MapGrpcHealthChecksService();
        await app.StartAsync();
        return server;
    }
}
