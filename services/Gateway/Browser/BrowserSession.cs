namespace Proposals.Gateway;

/// <summary>The token of a browser: in a cookie that no script can read, no other host can set and no other site's request carries.</summary>
internal static class BrowserSession
{
    /// <summary>SignIn with this header and the value "cookie" puts the token here instead of into the answer.</summary>
    public const string Header = "Proposals-Session";

    /// <summary>Name of the cookie; the prefix makes browsers insist on Secure, Path=/ and no Domain.</summary>
    public const string Cookie = "__Host-proposals";

    private const string Unknown = "invalid";

    /// <summary>
    /// The token of a request; null when it has no such cookie. What cannot be a token is shown as one that nobody knows, so that the answer is UNAUTHENTICATED and the cookie goes.
    /// </summary>
    public static string? TokenOf(HttpRequest request)
    {
        if (request.Cookies[Cookie] is { Length: > 0 } value)
            return Credentials.IsToken(value) ? value : Unknown;
        // A value with letters that no cookie has is not even parsed.
        return request.Headers.Cookie.Any(h => h?.Contains(Cookie + "=", StringComparison.Ordinal) == true)
            ? Unknown
            : null;
    }

    /// <summary>Begins a session that ends with the sign-in session.</summary>
    public static void Begin(HttpContext context, string token, TimeSpan life) =>
        context.Response.Cookies.Append(Cookie, token, Options(life));

    /// <summary>Takes the cookie back.</summary>
    public static void End(HttpContext context) => context.Response.Cookies.Append(Cookie, "", Options(TimeSpan.Zero));

    private static CookieOptions Options(TimeSpan life) =>
        new()
        {
            HttpOnly = true,
            Secure = true,
            SameSite = SameSiteMode.Strict,
            Path = "/",
            MaxAge = life,
        };
}
