using Microsoft.Extensions.Configuration;
using Proposals.Channels;

namespace Proposals.BuildingBlocks;

/// <summary>How much a member may keep as drafts.</summary>
/// <param name="Most">Number of drafts; 0 for any.</param>
/// <param name="MostBytes">Bytes of their texts; 0 for any.</param>
public sealed record DraftSettings(int Most, long MostBytes)
{
    private const long Kilobyte = 1024;

    /// <summary>How many.</summary>
    public static readonly NumberSetting MostKey = new(
        "Drafts:Most",
        200,
        0,
        1_000_000,
        "number of drafts that a member may have at a time; further ones are refused (`DRAFT_QUOTA`); 0 for any number"
    );

    /// <summary>How large together.</summary>
    public static readonly NumberSetting KilobytesKey = new(
        "Drafts:Kilobytes",
        10_240,
        0,
        1_000_000,
        "kilobytes that the texts of a member's drafts may take together; what makes them larger is refused "
            + "(`DRAFT_QUOTA`); 0 for any size"
    );

    /// <summary>The keys.</summary>
    public static IReadOnlyList<Setting> Declared => [MostKey, KilobytesKey];

    /// <summary>Reads them. Throws <see cref="SetupException"/> where a value is wrong.</summary>
    public static DraftSettings Read(IConfiguration configuration) =>
        new(MostKey.Of(configuration), KilobytesKey.Of(configuration) * Kilobyte);
}
