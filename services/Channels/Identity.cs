using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Proposals.Channels;

/// <summary>
/// The identities of the suite. On the wire an identity is the URI <c>proposals:NAME</c> among the alternative names of
/// a certificate.
/// </summary>
public static class Identity
{
    /// <summary>The gateway for browsers and JSON clients.</summary>
    public const string Gateway = "gateway";

    /// <summary>The operator at the command line.</summary>
    public const string Operator = "operator";

    /// <summary>Prefix of the name in the URI.</summary>
    public const string Scheme = "proposals:";

    private const string AlternativeNames = "2.5.29.17";
    private static readonly Asn1Tag Uri = new(TagClass.ContextSpecific, 6);

    /// <summary>Directory, which answers for sign-ins and follows nobody.</summary>
    public const string Directory = "directory";

    /// <summary>The services, in the order of the catalogue.</summary>
    public static IReadOnlyList<string> Services { get; } = [.. Catalogue.Services.Select(s => s.Name)];

    /// <summary>All identities.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Services, Gateway, Operator];

    /// <summary>
    /// The identity in a certificate; empty when it names none or more than one. Building the chain decides whether to
    /// trust it.
    /// </summary>
    public static string Of(X509Certificate2 certificate)
    {
        if (certificate.Extensions[AlternativeNames] is not { } extension)
            return "";
        var found = new List<string>();
        var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
        while (names.HasData)
        {
            if (!names.PeekTag().HasSameClassAndValue(Uri))
                names.ReadEncodedValue();
            else if (
                names.ReadCharacterString(UniversalTagNumber.IA5String, Uri) is { } uri
                && uri.StartsWith(Scheme, StringComparison.Ordinal)
            )
                found.Add(uri[Scheme.Length..]);
        }

        return found.Count == 1 ? found[0] : "";
    }
}
