namespace Proposals.Gateway;

/// <summary>
/// A browser sends the cookie with every request, so a request by cookie must prove that our own page made it. Two
/// checks, each sufficient alone, do that. The first is the browser's own statement of the origin (Sec-Fetch-Site,
/// Origin). The second is a header that a page of another site cannot send, because no CORS answer of ours allows it.
/// </summary>
internal static class SameOrigin
{
    /// <summary>The header, with any value.</summary>
    public const string Header = "Proposals-Client";

    /// <summary>
    /// Throws CROSS_SITE or HEADER_REQUIRED. Links, downloads and EventSource cannot send the header, so the browser
    /// must label a GET without it same-origin.
    /// </summary>
    public static void Require(HttpRequest request, GatewaySettings settings)
    {
        var (site, origin) = (request.Headers["Sec-Fetch-Site"], request.Headers.Origin);
        if (site.Count > 0 && site != "same-origin")
            throw new ConnectException(GatewayRefusals.CrossSite);
        if (origin.Count > 0 && !IsOurs(origin.ToString(), request, settings))
            throw new ConnectException(GatewayRefusals.CrossSite);
        if (request.Headers[Header].ToString().Length > 0)
            return;
        if (HttpMethods.IsGet(request.Method) && site == "same-origin")
            return;
        throw new ConnectException(GatewayRefusals.HeaderRequired);
    }

    private static bool IsOurs(string origin, HttpRequest request, GatewaySettings settings) =>
        string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
        || string.Equals(origin, settings.PublicOrigin, StringComparison.OrdinalIgnoreCase);
}
