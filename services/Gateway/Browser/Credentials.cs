using Grpc.Core;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>
/// The credentials of a request: a bearer token, the cookie of a browser session, or nothing. The service that is
/// called decides whether they are valid.
/// </summary>
internal sealed record Credentials
{
    private static readonly object CookieUsed = new();

    private Credentials() { }

    /// <summary>The token; empty when there is none.</summary>
    public required string Token { get; init; }

    /// <summary>The address that the request comes from (<see cref="ClientAddress"/>).</summary>
    public required string Address { get; init; }

    /// <summary>True when the token came in the cookie.</summary>
    public bool ByCookie { get; init; }

    /// <summary>
    /// The credentials of a request. Refusals: AUTHORIZATION_REFUSED for anything but one bearer token (the services'
    /// secret is never accepted from outside). CROSS_SITE and HEADER_REQUIRED for a cookie that does not come from our
    /// own page.
    /// </summary>
    public static Credentials Of(HttpContext context, GatewaySettings settings)
    {
        var address = RateLimits.AddressOf(context);
        if (BearerOf(context.Request) is { } bearer)
            return new Credentials { Token = bearer, Address = address };
        if (BrowserSession.TokenOf(context.Request) is not { } token)
            return new Credentials { Token = "", Address = address };
        SameOrigin.Require(context.Request, settings);
        context.Items[CookieUsed] = true;
        return new Credentials
        {
            Token = token,
            Address = address,
            ByCookie = true,
        };
    }

    /// <summary>
    /// No credentials. A sign-in has no caller yet, whatever an old cookie says. An Authorization header that is never
    /// accepted from outside is refused here too.
    /// </summary>
    public static Credentials NoneOf(HttpContext context)
    {
        BearerOf(context.Request);
        return new Credentials { Token = "", Address = RateLimits.AddressOf(context) };
    }

    /// <summary>True when the request was authenticated by cookie.</summary>
    public static bool IsCookie(HttpContext context) => context.Items.ContainsKey(CookieUsed);

    /// <summary>The same as gRPC metadata for a service.</summary>
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

    /// <summary>True when the text consists of a token's characters, so that it fits into exactly one header.</summary>
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
