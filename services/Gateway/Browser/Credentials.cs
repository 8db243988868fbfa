using Grpc.Core;

namespace Proposals.Gateway;

/// <summary>What a request shows of who is calling: a bearer token, the cookie of a browser session, or nothing. Whether it is good is decided by the service that is asked.</summary>
internal sealed record Credentials
{
    /// <summary>Nothing.</summary>
    public static readonly Credentials None = new() { Token = "" };

    private static readonly object CookieUsed = new();

    private Credentials() { }

    /// <summary>The token; empty when there is none.</summary>
    public required string Token { get; init; }

    /// <summary>The token came by cookie.</summary>
    public bool ByCookie { get; init; }

    /// <summary>
    /// What the request shows. Refusals: AUTHORIZATION_REFUSED for anything but one bearer token (the services' secret is never taken from outside),
    /// CROSS_SITE and HEADER_REQUIRED for a cookie that does not come from our own page.
    /// </summary>
    public static Credentials Of(HttpContext context, GatewaySettings settings)
    {
        if (BearerOf(context.Request) is { } bearer)
            return new Credentials { Token = bearer };
        if (BrowserSession.TokenOf(context.Request) is not { } token)
            return None;
        SameOrigin.Require(context.Request, settings);
        context.Items[CookieUsed] = true;
        return new Credentials { Token = token, ByCookie = true };
    }

    /// <summary>The request was made by cookie.</summary>
    public static bool IsCookie(HttpContext context) => context.Items.ContainsKey(CookieUsed);

    /// <summary>The same for a service.</summary>
    public Metadata ToHeaders() => Token.Length == 0 ? [] : new Metadata { { "authorization", "Bearer " + Token } };

    /// <summary>The bearer token of the Authorization header; null when there is no such header.</summary>
    public static string? BearerOf(HttpRequest request)
    {
        const string bearer = "Bearer ";
        var header = request.Headers.Authorization;
        if (header.Count == 0)
            return null;
        if (
            header.Count == 1
            && header[0] is { Length: > 7 and < 200 } value
            && value.StartsWith(bearer, StringComparison.OrdinalIgnoreCase)
            && IsToken(value.AsSpan(bearer.Length))
        )
            return value[bearer.Length..];
        throw new ConnectException(GatewayRefusals.AuthorizationRefused);
    }

    /// <summary>It has the letters of a token: it can stand in a header, and in one only.</summary>
    public static bool IsToken(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > 190)
            return false;
        foreach (var c in text)
        {
            if (!(char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
                return false;
        }

        return true;
    }
}
