using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Channels;

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

    /// <summary>Positions that the request itself asks for; empty when it leaves them to the session.</summary>
    public string Asked { get; init; } = "";

    /// <summary>
    /// The credentials of a request. Refusals: AUTHORIZATION_REFUSED for anything but one bearer token (the services'
    /// secret is never accepted from outside). CROSS_SITE and HEADER_REQUIRED for a cookie that does not come from our
    /// own page. FIELD_INVALID for a header min-positions that is none.
    /// </summary>
    public static Credentials Of(HttpContext context, GatewaySettings settings)
    {
        var address = RateLimits.AddressOf(context);
        if (BearerOf(context.Request) is { } bearer)
            return new Credentials
            {
                Token = bearer,
                Address = address,
                Asked = AskedBy(context.Request),
            };
        if (BrowserSession.TokenOf(context.Request) is not { } token)
            return new Credentials
            {
                Token = "",
                Address = address,
                Asked = AskedBy(context.Request),
            };
        SameOrigin.Require(context.Request, settings);
        context.Items[CookieUsed] = true;
        return new Credentials
        {
            Token = token,
            Address = address,
            ByCookie = true,
            Asked = AskedBy(context.Request),
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
    public Metadata ToHeaders()
    {
        var headers = new Metadata();
        if (Token.Length > 0)
            headers.Add("authorization", "Bearer " + Token);
        if (Asked.Length > 0)
            headers.Add(PositionHeaders.Asked, Asked);
        return headers;
    }

    private static string AskedBy(HttpRequest request) =>
        PositionHeaders.Parse(string.Join(',', request.Headers[PositionHeaders.Asked].AsEnumerable())) is { } asked
            ? PositionHeaders.Of(asked)
            : throw new ConnectException(CommonRefusals.FieldInvalid.On(PositionHeaders.Asked));

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
