namespace Proposals.Gateway;

/// <summary>
/// A cookie goes with every request a browser makes, so a request by cookie must show that our own page made it. Two walls, each enough by itself: what the browser says of where
/// the request comes from (Sec-Fetch-Site, Origin), and a header that a page of another site cannot send because no CORS answer of ours allows it.
/// </summary>
internal static class SameOrigin
{
    /// <summary>The header, with any value.</summary>
    public const string Header = "Proposals-Client";

    /// <summary>
    /// Throws CROSS_SITE or HEADER_REQUIRED. Links, downloads and EventSource cannot send the header: a GET without it must be called same-origin by the browser itself.
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
