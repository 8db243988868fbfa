namespace Proposals.Gateway;

/// <summary>
/// Keeps a browser's token in a cookie. No script can read it, no other host can set it, and no other site's request
/// carries it.
/// </summary>
internal static class BrowserSession
{
    /// <summary>
    /// SignIn with this header and the value "cookie" puts the token into the cookie instead of the answer.
    /// </summary>
    public const string Header = "Proposals-Session";

    /// <summary>Name of the cookie; the prefix makes browsers insist on Secure, Path=/ and no Domain.</summary>
    public const string Cookie = "__Host-proposals";

    private const string Unknown = "invalid";

    /// <summary>
    /// The token of a request; null when it has no such cookie. A malformed value is passed on as an unknown token, so
    /// that the answer is UNAUTHENTICATED and the cookie is removed.
    /// </summary>
    public static string? TokenOf(HttpRequest request)
    {
        if (request.Cookies[Cookie] is { Length: > 0 } value)
            return Credentials.IsToken(value) ? value : Unknown;
        // A value with characters that no cookie has is not even parsed.
        return request.Headers.Cookie.Any(h => h?.Contains(Cookie + "=", StringComparison.Ordinal) == true)
            ? Unknown
            : null;
    }

    /// <summary>Sets the cookie; it expires with the sign-in session.</summary>
    public static void Begin(HttpContext context, string token, TimeSpan life) =>
        context.Response.Cookies.Append(Cookie, token, Options(life));

    /// <summary>Removes the cookie.</summary>
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
