using System.Net;

namespace Proposals.Gateway;

/// <summary>Tells requests that somebody on this machine has sent from those that came from elsewhere.</summary>
/// <remarks>
/// A proxy on this machine may give its own address as host, and say nothing of itself. What gives it away then is the
/// page that the browser names, or HTTP/1.0, which proxies speak where nobody told them otherwise.
/// </remarks>
internal static class SameMachine
{
    // What a proxy adds to say for whom it asks; besides these every X-Forwarded-….
    private static readonly IReadOnlyList<string> Forwarding = ["Forwarded", "X-Real-IP", "Via"];

    /// <summary>True for a request that somebody on this machine has sent here, and nobody has passed on.</summary>
    public static bool Asks(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) && IsDirect(context.Request);

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
