using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>
/// The gateway for browsers and for client applications that use JSON. It serves the portal's files, every offered RPC
/// over the Connect protocol, files and exports. It keeps uploaded files and the counters of their quotas; positions
/// and other limits are in memory only.
/// </summary>
public static class Gateway
{
    /// <summary>
    /// Hosts the gateway until the process is told to stop, or runs the command of the first argument
    /// (<see cref="ProgramCommand"/>).
    /// </summary>
    public static Task<int> RunAsync(string[] args) =>
        ProgramCommand.RunAsync(
            args,
            GatewaySettings.Declared,
            Health.AskAsync,
            async () =>
            {
                PrivateFiles.Begin();
                await using var app = await BuildAsync(args);
                await app.RunAsync();
                return 0;
            }
        );

    /// <summary>
    /// Builds the host without starting it. Throws <see cref="Channels.SetupException"/> for unusable configuration.
    /// </summary>
    public static Task<WebApplication> BuildAsync(
        string[] args,
        HostParts? parts = null,
        Action<WebApplicationBuilder>? configure = null
    )
    {
        var builder = Settings.Builder(args, GatewaySettings.Declared);
        configure?.Invoke(builder);
        var settings = GatewaySettings.Read(builder.Configuration);
        // A process of its own has no parts of another. The accounts of a demonstration are Standalone's to offer.
        if (parts is null)
            settings = settings with { DemoAccounts = null };
        GatewaySettings.ListenKey.Probe(settings.Listen);
        GatewaySettings.FilesKey.Make(settings.Files);
        Telemetry.Add(builder, "proposals-gateway", settings.Telemetry, settings.Logging);
        parts ??= HostParts.Real;
        parts.Log(builder.Logging);
        Listen(builder, settings);
        AddParts(builder, settings, parts);
        var app = builder.Build();
        // Created now, so that a wrong address or certificate is reported at once, and the portal is the one present at
        // the start.
        _ = (app.Services.GetRequiredService<Peers>(), app.Services.GetRequiredService<PortalFiles>());
        Use(app, settings);
        Map(app, parts);
        app.MapGet(DemoAccounts.Path, context => DemoAccounts.AnswerAsync(context, settings));
        app.Services.GetRequiredService<FileStore>().Tidy();
        return Task.FromResult(app);
    }

    /// <summary>The address of a started gateway, as shown to the operator.</summary>
    public static string AddressOf(WebApplication started) => started.Urls.First();

    private static void Listen(WebApplicationBuilder builder, GatewaySettings settings) =>
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Every reader of a body has its own lower limit and message; this limit is the last resort.
            kestrel.Limits.MaxRequestBodySize = 24 * 1024 * 1024;
            kestrel.Limits.MaxConcurrentConnections = 10_000;
            kestrel.Listen(
                AddressSetting.HostOf(settings.Listen),
                settings.Listen.Port,
                endpoint =>
                {
                    if (settings.Listen.Scheme != Uri.UriSchemeHttps)
                    {
                        endpoint.Protocols = HttpProtocols.Http1;
                        return;
                    }

                    endpoint.Protocols = HttpProtocols.Http1AndHttp2;
                    endpoint.UseHttps(settings.Certificate!);
                }
            );
        });

    private static void AddParts(WebApplicationBuilder builder, GatewaySettings settings, HostParts parts)
    {
        Drain.Add(builder.Services, settings.Drain);
        builder.Services.AddRouting();
        builder.Services.AddSingleton(settings).AddSingleton(parts).AddSingleton(parts.Clock);
        builder
            .Services.AddSingleton(new Receipts(settings.Peers.Secret!))
            .AddSingleton(all => new Peers(settings.Peers, all.GetRequiredService<ILogger<Peers>>()));
        builder
            .Services.AddSingleton<SessionPositions>()
            .AddSingleton<PeerChannels>()
            .AddSingleton<RateLimits>()
            .AddSingleton<StreamLimits>()
            .AddSingleton<UnaryCalls>()
            .AddSingleton<EventStreams>()
            .AddSingleton<PortalFiles>();
        builder
            .Services.AddSingleton<Inspections>()
            .AddSingleton<FileQuotas>()
            .AddSingleton<FileStore>()
            .AddSingleton<SeenHeads>()
            .AddSingleton<ForgottenFiles>()
            .AddSingleton<IHostedService>(all => all.GetRequiredService<ForgottenFiles>())
            .AddSingleton<Uploads>()
            .AddSingleton<Downloads>()
            .AddSingleton<Exports>();
        // Compression is limited to content that is the same for every request, or that another site cannot request:
        // SameOrigin checks every request with a cookie first.
        builder.Services.AddResponseCompression(o =>
        {
            o.EnableForHttps = true;
            o.MimeTypes = ["application/json", "text/html"];
            o.Providers.Add<BrotliCompressionProvider>();
            o.Providers.Add<GzipCompressionProvider>();
        });
    }

    private static void Use(WebApplication app, GatewaySettings settings)
    {
        if (settings.Proxies.Count > 0)
        {
            var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor };
            forwarded.KnownIPNetworks.Clear();
            forwarded.KnownProxies.Clear();
            foreach (var network in settings.Proxies)
                forwarded.KnownIPNetworks.Add(network);
            app.UseForwardedHeaders(forwarded);
        }

        app.UseMiddleware<SecurityHeaders>();
        // The answer to SignIn may hold a token. A secret is never compressed together with text that its requester
        // chose.
        app.UseWhen(
            c => !c.Request.Path.StartsWithSegments("/proposals.directory.v1.DirectoryService/SignIn"),
            packed => packed.UseResponseCompression()
        );
        app.UseMiddleware<ErrorAnswers>();
        app.UseRouting();
    }

    private static void Map(WebApplication app, HostParts parts)
    {
        var calls = app.Services.GetRequiredService<UnaryCalls>();
        foreach (var rpc in OfferedRpcs.All.Where(r => !r.IsStream))
            app.MapPost(rpc.Path, context => calls.AnswerAsync(context, rpc));
        var streams = app.Services.GetRequiredService<EventStreams>();
        foreach (var rpc in OfferedRpcs.All.Where(r => r.IsStream))
            app.MapMethods(rpc.Path, ["GET", "POST"], context => streams.AnswerAsync(context, rpc));
        app.MapPost(Uploads.Path, app.Services.GetRequiredService<Uploads>().AnswerAsync);
        app.MapGet(Downloads.Path, app.Services.GetRequiredService<Downloads>().AnswerAsync);
        app.MapGet(Downloads.ScanPath, app.Services.GetRequiredService<Downloads>().AnswerScanAsync);
        var exports = app.Services.GetRequiredService<Exports>();
        app.MapGet("/exports/cases.csv", exports.CasesCsvAsync);
        app.MapGet("/exports/cases.xlsx", exports.CasesXlsxAsync);
        app.MapGet("/exports/statistics.xlsx", exports.StatisticsXlsxAsync);
        app.MapGet(Health.Path, context => Health.AnswerAsync(context, parts));
        app.MapGet("/openapi.json", OpenApiDocument.AnswerAsync);
        app.MapGet("/api", context => ApiPage.AnswerAsync(context, app.Services.GetRequiredService<GatewaySettings>()));
        var portal = app.Services.GetRequiredService<PortalFiles>();
        app.MapFallback("/{**path}", context => UnknownAsync(context, portal));
    }

    private static Task UnknownAsync(HttpContext context, PortalFiles portal)
    {
        var path = context.Request.Path.Value ?? "/";
        if (OfferedRpcs.All.FirstOrDefault(r => r.Path == path) is { } rpc)
        {
            context.Response.Headers.Allow = rpc.IsStream ? "GET, POST" : "POST";
            throw new ConnectException(
                GatewayRefusals.MethodNotAllowed,
                Grpc.Core.StatusCode.Unimplemented,
                StatusCodes.Status405MethodNotAllowed
            );
        }

        var isPage =
            (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) && !IsApi(path);
        return isPage
            ? portal.AnswerAsync(context)
            : throw new ConnectException(
                GatewayRefusals.NoSuchRpc,
                Grpc.Core.StatusCode.Unimplemented,
                StatusCodes.Status404NotFound
            );
    }

    private static bool IsApi(string path) =>
        path.StartsWith("/proposals.", StringComparison.Ordinal)
        || path is Uploads.Path
        || path.StartsWith(Uploads.Path + "/", StringComparison.Ordinal)
        || path.StartsWith("/exports/", StringComparison.Ordinal);
}
