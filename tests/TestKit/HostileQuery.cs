using Proposals.Channels;

namespace Proposals.TestKit;

/// <summary>A request to the gateway with something hostile in its path or its query.</summary>
/// <param name="Verb">The HTTP method.</param>
/// <param name="Path">Path and query, as they are sent.</param>
/// <param name="Login">Who sends it.</param>
/// <param name="Body">The bytes to send; null for none.</param>
public sealed record HostileQuery(HttpMethod Verb, string Path, string Login, byte[]? Body = null)
{
    private static readonly string[] Values =
    [
        "",
        "%00",
        "%C3%28",
        "%E2%80%AE",
        "%EF%BF%BD",
        "%01",
        "../../../etc/passwd",
        "%F0%A0%AE%B7",
        "%EF%BB%BF",
        "%2e%2e%2f%2e%2e%2fcon.pdf",
        "committees/another/sessions/x",
        "%27%3B%20DROP%20TABLE%20journal%3B--",
        "%3Cscript%3E",
        "+",
        "%",
        "a&{0}=b",
        string.Concat(Enumerable.Repeat("9", 5_000)),
        string.Concat(Enumerable.Repeat("%CC%81", 800)),
    ];

    /// <summary>Every parameter of uploads, downloads, exports and streams with every hostile value.</summary>
    public static IEnumerable<HostileQuery> All()
    {
        var pdf = "%PDF-1.4"u8.ToArray();
        var streams = Contract
            .Services.SelectMany(s => s.Methods)
            .Where(m => m.IsServerStreaming)
            .Select(m => (Path: HostileCalls.PathOf(m), m.InputType))
            .ToList();
        foreach (var hostile in Values)
        {
            foreach (var export in new[] { "cases.csv", "cases.xlsx", "statistics.xlsx" })
                yield return Get($"/exports/{export}?session={Of(hostile, "session")}", "supervisor");
            yield return new(HttpMethod.Post, $"/files?name={Of(hostile, "name")}", "office", pdf);
            yield return new(HttpMethod.Post, $"/files?name=a{Of(hostile, "name")}.pdf", "office", pdf);
            yield return Get($"/files/committees/x/proposals/{hostile}/attachments/{hostile}", "office");
            foreach (var (path, _) in streams)
                yield return Get($"{path}?message={Of(hostile, "message")}", "office");
        }

        foreach (var (path, type) in streams)
        foreach (var hostile in HostileJson.Bodies(type, _ => "甲").Where(b => b.Body.Length < 1_000))
            yield return Get($"{path}?message={string.Concat(hostile.Body.Select(b => $"%{b:X2}"))}", "office");
    }

    /// <summary>The request to a gateway. Nothing in it is put right on the way, as a client otherwise does.</summary>
    public HttpRequestMessage To(Uri gateway, string authorization)
    {
        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var request = new HttpRequestMessage(Verb, new Uri(gateway.GetLeftPart(UriPartial.Authority) + Path, options));
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (Body is not null)
            request.Content = new ByteArrayContent(Body);
        return request;
    }

    private static HostileQuery Get(string path, string login) => new(HttpMethod.Get, path, login);

    private static string Of(string hostile, string parameter) =>
        hostile.Replace("{0}", parameter, StringComparison.Ordinal);
}
