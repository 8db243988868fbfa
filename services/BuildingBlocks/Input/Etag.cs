using System.Globalization;

namespace Proposals.BuildingBlocks;

/// <summary>Etags: the version of an aggregate.</summary>
public static class Etag
{
    /// <summary>The etag of a version, e.g. v3.</summary>
    public static string Of(long version) => $"v{version.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Null when no etag was sent or it is the current one.</summary>
    public static Refusal? Refuses(string sent, long version) =>
        sent.Length == 0 || sent == Of(version) ? null : CommonRefusals.Stale.On("etag");
}
