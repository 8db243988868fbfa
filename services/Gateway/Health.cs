using System.Security.Cryptography.X509Certificates;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>
/// Whether to send requests here: 200 while this process serves, 503 once it has been told to stop (it still answers for Drain:Seconds), and where the portal that it served at its start is gone.
/// A gateway without a portal is whole without one.
/// Services that are away do not make it unhealthy: it still serves the portal, and says in words what does not answer, which no proxy in front would.
/// </summary>
internal static class Health
{
    public const string Path = "/health";

    /// <summary>Answers GET /health; asks for no token and tells nothing but this.</summary>
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

    /// <summary>Asks the gateway of this configuration on this machine.</summary>
    public static async Task<string> AskAsync(IConfiguration configuration, CancellationToken stop)
    {
        var listen = new Uri(configuration["Gateway:Listen"] is { Length: > 0 } text ? text : "http://127.0.0.1:5080");
        using var handler = new SocketsHttpHandler();
        // Its own certificate is for the name that browsers use; here it is known by being the same one.
        if (configuration["Gateway:Certificate"] is { Length: > 0 } path)
        {
            var own = X509CertificateLoader.LoadCertificateFromFile(path);
            handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => own.Equals(shown);
        }

        using var client = new HttpClient(handler);
        using var answer = await client.GetAsync(new Uri(ProgramCommand.HereOf(listen), Path), stop);
        return answer.IsSuccessStatusCode ? "" : $"{(int)answer.StatusCode}";
    }
}
