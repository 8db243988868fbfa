using System.Security.Cryptography.X509Certificates;
using System.Text.Encodings.Web;
using System.Text.Json;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>
/// Health of the gateway: 200 while this process serves. 503 once it has been told to stop (it still answers for
/// Drain:Seconds), and when the portal that it served at its start is gone. 503 also when services of its own process
/// lost something or cannot write; it tells this machine alone what. A gateway without a portal is healthy without one.
/// Services of other processes do not make it unhealthy. It still serves the portal and names what does not answer,
/// which no proxy in front would do.
/// </summary>
internal static class Health
{
    public const string Path = "/health";

    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Answers GET /health; it needs no token and reveals nothing else.</summary>
    public static async Task AnswerAsync(HttpContext context, HostParts parts)
    {
        var problems = await parts.Problems(context.RequestAborted);
        var whole =
            context.RequestServices.GetRequiredService<PortalFiles>().IsWhole
            && !context
                .RequestServices.GetRequiredService<IHostApplicationLifetime>()
                .ApplicationStopping.IsCancellationRequested;
        var serves = whole && problems.Count == 0;
        context.Response.StatusCode = serves ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(
            problems.Count == 0 || !SameMachine.Asks(context)
                ? new { status = serves ? "SERVING" : "NOT_SERVING" }
                : (object)new { status = "NOT_SERVING", problems },
            Plain,
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
        if (answer.IsSuccessStatusCode)
            return "";
        try
        {
            using var told = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(stop), default, stop);
            if (told.RootElement.TryGetProperty("problems", out var problems))
                return string.Join(' ', problems.EnumerateArray().Select(p => p.GetString()));
        }
        catch (JsonException)
        {
            // Something else listens there.
        }

        return $"{(int)answer.StatusCode}";
    }
}
