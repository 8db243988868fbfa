using System.Security.Cryptography.X509Certificates;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>
/// Health of the gateway: 200 while this process serves. 503 once it has been told to stop (it still answers for
/// Drain:Seconds), or when the portal that it served at its start is gone. A gateway without a portal is healthy
/// without one. Services that are away do not make it unhealthy. It still serves the portal and names what does not
/// answer, which no proxy in front would do.
/// </summary>
internal static class Health
{
    public const string Path = "/health";

    /// <summary>Answers GET /health; it needs no token and reveals nothing else.</summary>
    public static Task AnswerAsync(HttpContext context)
    {
        var whole =
            context.RequestServices.GetRequiredService<PortalFiles>().IsWhole
            && !context
                .RequestServices.GetRequiredService<IHostApplicationLifetime>()
                .ApplicationStopping.IsCancellationRequested;
        context.Response.StatusCode = whole ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(
            new { status = whole ? "SERVING" : "NOT_SERVING" },
            context.RequestAborted
        );
    }

    /// <summary>Queries the gateway of this configuration on this machine.</summary>
    public static async Task<string> AskAsync(IConfiguration configuration, CancellationToken stop)
    {
        var listen = GatewaySettings.ListenKey.Of(configuration);
        using var handler = new SocketsHttpHandler();
        // The gateway's certificate is for the name that browsers use; here it is verified by comparing it with the
        // configured one.
        if (GatewaySettings.CertificateFile.OrNull(configuration) is { } path)
        {
            var own = X509CertificateLoader.LoadCertificateFromFile(path);
            handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => own.Equals(shown);
        }

        using var client = new HttpClient(handler);
        using var answer = await client.GetAsync(new Uri(ProgramCommand.HereOf(listen), Path), stop);
        return answer.IsSuccessStatusCode ? "" : $"{(int)answer.StatusCode}";
    }
}
