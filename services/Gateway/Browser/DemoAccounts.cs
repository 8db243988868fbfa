using System.Net;

namespace Proposals.Gateway;

/// <summary>
/// Offers the demonstration committee's accounts with their passwords to the sign-in page. It works only where
/// Standalone has created such a committee (Gateway:DemoAccounts names its file), only for this machine, and never
/// through a proxy. All the data they open is fictitious.
/// </summary>
internal static class DemoAccounts
{
    /// <summary>Path of the request.</summary>
    public const string Path = "/demo-accounts.json";

    /// <summary>Answers with the file; every other host and configuration gets 404.</summary>
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

    // A DNS rebinding attack points another site's name at this machine; its requests carry that name.
    private static bool IsLoopback(string host) =>
        host is "localhost"
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
