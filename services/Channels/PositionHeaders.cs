using System.Globalization;
using Proposals.Journal.V1;

namespace Proposals.Channels;

/// <summary>
/// Positions of journals as they travel beside a call, e.g. "intake/0/123,directory/0/45" (docs/decisions/0034).
/// </summary>
public static class PositionHeaders
{
    /// <summary>Header of a request: the answer must rest on at least these positions.</summary>
    public const string Asked = "min-positions";

    /// <summary>Trailer of an answer: the positions that it rests on.</summary>
    public const string Told = "positions";

    /// <summary>Trailer of a command's answer: the position of what it wrote, e.g. "intake/0/123".</summary>
    public const string Written = "journal-position";

    /// <summary>Largest number of positions in one header.</summary>
    public const int Max = 64;

    private const int MaxLength = 4096;

    /// <summary>The text of positions; empty when there are none.</summary>
    public static string Of(IEnumerable<Position> positions) =>
        string.Join(
            ',',
            positions.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Source}/{p.Shard}/{p.Position_}"))
        );

    /// <summary>The positions in a text; null when it is not such a text, or too long.</summary>
    public static IReadOnlyList<Position>? Parse(string text)
    {
        if (text.Length > MaxLength)
            return null;
        var positions = new List<Position>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (positions.Count == Max || PositionIn(part) is not { } position)
                return null;
            positions.Add(position);
        }

        return positions;
    }

    private static Position? PositionIn(string text) =>
        text.Split('/') is [{ Length: > 0 and <= 40 } source, var shard, var position]
        && source.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))
        && int.TryParse(shard, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? new Position
            {
                Source = source,
                Shard = number,
                Position_ = place,
            }
            : null;
}
