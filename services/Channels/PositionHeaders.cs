using System.Buffers;
using System.Globalization;
using System.Text;
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

    private const int MaxLength = 4096,
        MaxSource = 40;

    private static readonly SearchValues<char> OfSource = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>The text of positions; empty when there are none.</summary>
    public static string Of(IEnumerable<Position> positions)
    {
        var text = new StringBuilder();
        foreach (var position in positions)
            Append(text, position.Source, position.Shard, position.Position_);
        return text.ToString();
    }

    /// <summary>Adds a position to the text of others.</summary>
    public static void Append(StringBuilder text, string source, int shard, long position)
    {
        if (text.Length > 0)
            text.Append(',');
        text.Append(CultureInfo.InvariantCulture, $"{source}/{shard}/{position}");
    }

    /// <summary>The positions in a text; null when it is not such a text, or too long.</summary>
    public static IReadOnlyList<Position>? Parse(string text)
    {
        if (text.Length > MaxLength)
            return null;
        var positions = new List<Position>();
        foreach (var range in text.AsSpan().Split(','))
        {
            var part = text.AsSpan()[range].Trim();
            if (part.IsEmpty)
                continue;
            if (positions.Count == Max || PositionIn(part) is not { } position)
                return null;
            positions.Add(position);
        }

        return positions;
    }

    private static Position? PositionIn(ReadOnlySpan<char> text)
    {
        var (first, last) = (text.IndexOf('/'), text.LastIndexOf('/'));
        if (first is < 1 or > MaxSource || first == last || text[..first].ContainsAnyExcept(OfSource))
            return null;
        return
            int.TryParse(text[(first + 1)..last], NumberStyles.None, CultureInfo.InvariantCulture, out var shard)
            && long.TryParse(text[(last + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? new Position
            {
                Source = text[..first].ToString(),
                Shard = shard,
                Position_ = position,
            }
            : null;
    }
}
