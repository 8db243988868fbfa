using System.Net;

namespace Proposals.Gateway;

/// <summary>
/// The accounts of the demonstration committee, passwords and all, for the sign-in page of a newcomer: only where Standalone has made one (Gateway:DemoAccounts names its file),
/// only to this very machine, never through a proxy. Everything they open is fictitious.
/// </summary>
internal static class DemoAccounts
{
    /// <summary>Where they are asked for.</summary>
    public const string Path = "/demo-accounts.json";

    /// <summary>Answers with the file; 404 to everybody else and everywhere else.</summary>
    public static async Task AnswerAsync(HttpContext context, GatewaySettings settings)
    {
        var here =
            context.Connection.RemoteIpAddress is { } address
            && IPAddress.IsLoopback(address)
            && IsLoopback(context.Request.Host.Host)
            && settings.Proxies.Count == 0
            && settings.PublicOrigin is null;
        if (
            !here
            || settings.DemoAccounts is not { } file
            || !File.Exists(file)
            || context.Request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none")
        )
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "application/json";
        await context.Response.SendFileAsync(file, context.RequestAborted);
    }

    // Another site that points a name of its own at this machine (DNS rebinding) sends that name.
    private static bool IsLoopback(string host) =>
        host is "localhost"
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
