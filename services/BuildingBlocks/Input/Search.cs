using System.Globalization;
using System.Text.RegularExpressions;

namespace Proposals.BuildingBlocks;

/// <summary>
/// The search of a list: part of a subject, or a number as people write it (12, 12号, 第12号). In SQL: LOWER(subject)
/// LIKE LOWER(@Pattern) ESCAPE '!'. Both engines treat A to Z alike. For other scripts PostgreSQL may treat upper and
/// lower case as equal where SQLite does not.
/// </summary>
/// <param name="Pattern">Pattern for LIKE; empty when no text is searched for.</param>
/// <param name="Number">The number; 0 when the text is none.</param>
public readonly partial record struct Search(string Pattern, long Number)
{
    /// <summary>Reads a query field of at most 100 characters. Refusals: FIELD_INVALID.</summary>
    public static Decision<Search> Of(string query, string field = "query")
    {
        if (Input.Optional(query, field, 100) is { } bad)
            return bad;
        var text = query.Trim();
        if (text.Length == 0)
            return new Search("", 0);
        var number = AsNumber().Match(text) is { Success: true } match
            ? long.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)
            : 0;
        return new Search($"%{Wildcard().Replace(text, "!$0")}%", number);
    }

    [GeneratedRegex(@"^第?\s*([0-9]{1,18})\s*号?$")]
    private static partial Regex AsNumber();

    [GeneratedRegex("[!%_]")]
    private static partial Regex Wildcard();
}
