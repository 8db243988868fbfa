using System.Net;

namespace Proposals.Gateway;

/// <summary>
/// Offers the demonstration committee's accounts with their passwords to the sign-in page. It works only where
/// Standalone has created such a committee (Gateway:DemoAccounts names its file), only for this machine, and never
/// through a proxy. All the data they open is fictitious.
/// </summary>
/// <remarks>
/// A proxy on this machine may give its own address as host, and say nothing of itself. What gives it away then is the
/// page that the browser names, or HTTP/1.0, which proxies speak where nobody told them otherwise.
/// </remarks>
internal static class DemoAccounts
{
    /// <summary>Path of the request.</summary>
    public const string Path = "/demo-accounts.json";

    // What a proxy adds to say for whom it asks; besides these every X-Forwarded-….
    private static readonly IReadOnlyList<string> Forwarding = ["Forwarded", "X-Real-IP", "Via"];

    /// <summary>Answers with the file; every other host and configuration gets 404.</summary>
    public static async Task AnswerAsync(HttpContext context, GatewaySettings settings)
    {
        var here =
            context.Connection.RemoteIpAddress is { } address
            && IPAddress.IsLoopback(address)
            && settings.Proxies.Count == 0
            && settings.PublicOrigin is null;
        if (
            !here
            || !IsDirect(context.Request)
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

    /// <summary>True for a request that somebody on this machine has sent here, and nobody has passed on.</summary>
    private static bool IsDirect(HttpRequest request) =>
        IsLoopback(request.Host.Host)
        && !HttpProtocol.IsHttp10(request.Protocol)
        && request.Headers.Keys.All(name =>
            !name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)
            && !Forwarding.Contains(name, StringComparer.OrdinalIgnoreCase)
        )
        && IsPageHere(request.Headers.Referer)
        && IsPageHere(request.Headers.Origin);

    private static bool IsPageHere(string? page) =>
        string.IsNullOrEmpty(page) || (Uri.TryCreate(page, UriKind.Absolute, out var from) && IsLoopback(from.Host));

    // A DNS rebinding attack points another site's name at this machine; its requests carry that name.
    private static bool IsLoopback(string host) =>
        host is "localhost"
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
