using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Proposals.BuildingBlocks;

/// <summary>Checks of request fields: each gives null when all is well, otherwise the refusal that names the field.</summary>
public static class Required
{
    /// <summary>A text of 1 to <paramref name="max"/> characters (text elements count as users see them), without control characters other than line breaks and tabs.</summary>
    public static Refusal? Text(string value, string field, int max) =>
        string.IsNullOrWhiteSpace(value) ? CommonRefusals.FieldRequired.On(field) : Optional(value, field, max);

    /// <summary>The same, but it may be empty.</summary>
    public static Refusal? Optional(string value, string field, int max) =>
        Printable(value, field)
        ?? (
            Exceeds(value, max)
                ? CommonRefusals.FieldInvalid.On(
                    field,
                    $"最多 {max} 字，现有 {Length(value)} 字（组合符号过多的也不能保存）。"
                )
                : null
        );

    /// <summary>A text without control characters other than line breaks and tabs.</summary>
    public static Refusal? Printable(string value, string field) =>
        value.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'))
            ? CommonRefusals.FieldInvalid.On(field, "含有不能保存的控制字符，请删除后重试。")
            : null;

    /// <summary>It is longer than <paramref name="max"/> characters. One of them may be a letter under any number of marks; so what it takes in memory is bounded too.</summary>
    public static bool Exceeds(string value, int max) => value.Length > (max * 8L) + 64 || Length(value) > max;

    /// <summary>Characters as a reader counts them.</summary>
    public static int Length(string value) =>
        value.Length <= 1 ? value.Length : new StringInfo(value).LengthInTextElements;

    /// <summary>An enum value that is defined and not the unspecified one.</summary>
    public static Refusal? Choice<T>(T value, string field)
        where T : struct, Enum =>
        EqualityComparer<T>.Default.Equals(value, default) ? CommonRefusals.FieldRequired.On(field)
        : Enum.IsDefined(value) ? null
        : CommonRefusals.FieldInvalid.On(field);

    /// <summary>A day written YYYY-MM-DD.</summary>
    public static Refusal? Day(string value, string field) =>
        value.Length == 0 ? CommonRefusals.FieldRequired.On(field)
        : DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null
        : CommonRefusals.FieldInvalid.On(field, "日期须写成 2026-03-04 的样式，且确有其日。");

    /// <summary>At most <paramref name="max"/> items.</summary>
    public static Refusal? Count(int count, string field, int max) =>
        count > max ? CommonRefusals.FieldInvalid.On(field, $"最多 {max} 项，现有 {count} 项。") : null;

    /// <summary>The first refusal of several checks; null when none refuses.</summary>
    public static Refusal? First(params ReadOnlySpan<Refusal?> checks)
    {
        foreach (var check in checks)
        {
            if (check is not null)
                return check;
        }

        return null;
    }
}

/// <summary>Resource names: committees/{committee}/{collection}/{id}.</summary>
public static class ResourceName
{
    /// <summary>The name of a resource.</summary>
    public static string Of(string committee, string collection, string id) =>
        id.Length == 0 ? "" : $"committees/{committee}/{collection}/{id}";

    /// <summary>The committee that a name begins with: committees/{committee}, alone or before more. Whether it exists is another question.</summary>
    public static Decision<string> Committee(string name, string field = "name")
    {
        if (name.Length == 0)
            return CommonRefusals.FieldRequired.On(field);
        var parts = name.Split('/');
        return parts.Length < 2 || parts[0] != "committees" || parts[1].Length is 0 or > 64 || name.Contains('\0')
            ? CommonRefusals.FieldInvalid.On(field, "名称须为 committees/… 的样式。")
            : parts[1];
    }

    /// <summary>
    /// The id in a name. Another committee's name is refused as NOT_FOUND, byte for byte as an id that does not exist: the caller learns nothing.
    /// </summary>
    public static Decision<string> Id(string name, string committee, string collection, string field = "name")
    {
        if (name.Length == 0)
            return CommonRefusals.FieldRequired.On(field);
        var parts = name.Split('/');
        if (
            parts.Length != 4
            || parts[0] != "committees"
            || parts[2] != collection
            || parts[3].Length is 0 or > 64
            || name.Contains('\0')
        )
        {
            return CommonRefusals.FieldInvalid.On(field, $"名称须为 committees/…/{collection}/… 的样式。");
        }

        return parts[1] == committee ? parts[3] : CommonRefusals.NotFound;
    }
}

/// <summary>A page asked for: how many rows, and after which key. Lists read one row more than asked to know whether there is another page.</summary>
public readonly record struct Page(int Size, string After)
{
    /// <summary>Most rows of a page.</summary>
    public const int Maximum = 200;

    /// <summary>Rows to read: one more than shown.</summary>
    public int Limit => Size + 1;

    /// <summary>The key to start after as a number; 0 on the first page.</summary>
    public long AfterNumber =>
        long.TryParse(After, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>The key of lists by instant: after which instant, and of equal ones after which id; (0, "") on the first page. Refusals: INVALID_PAGE.</summary>
    public Decision<(long At, string Id)> AfterInstant()
    {
        if (After.Length == 0)
            return (0L, "");
        var colon = After.IndexOf(':', StringComparison.Ordinal);
        return
            colon > 0
            && long.TryParse(After[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && at > 0
            ? (at, After[(colon + 1)..])
            : CommonRefusals.InvalidPage.On("page_token");
    }

    /// <summary>The key of a row in a list by instant.</summary>
    public static string KeyOf(DateTimeOffset at, string id) =>
        string.Create(CultureInfo.InvariantCulture, $"{Instant.ToMicros(at)}:{id}");

    /// <summary>Reads page_size (0 means 50) and page_token.</summary>
    public static Decision<Page> Of(int size, string token)
    {
        if (size is < 0 or > Maximum)
            return CommonRefusals.InvalidPage.On("page_size");
        if (token.Length == 0)
            return new Page(size == 0 ? 50 : size, "");
        try
        {
            var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token));
            return text.StartsWith("p1:", StringComparison.Ordinal) && !text.Contains('\0')
                ? new Page(size == 0 ? 50 : size, text[3..])
                : CommonRefusals.InvalidPage.On("page_token");
        }
        catch (FormatException)
        {
            return CommonRefusals.InvalidPage.On("page_token");
        }
    }

    /// <summary>The rows to show and the token of the next page (empty on the last).</summary>
    public (IReadOnlyList<T> Rows, string NextToken) Cut<T>(IReadOnlyList<T> rows, Func<T, string> key)
    {
        if (rows.Count <= Size)
            return (rows, "");
        var shown = rows.Take(Size).ToList();
        return (shown, Base64Url.EncodeToString(Encoding.UTF8.GetBytes("p1:" + key(shown[^1]))));
    }
}

/// <summary>
/// What a list is searched for: part of a subject, or a number as people write it (12, 12号, 第12号). In SQL: LOWER(subject) LIKE LOWER(@Pattern) ESCAPE '!', which both engines take
/// alike for A to Z; other scripts' large and small letters PostgreSQL may hold to be equal where SQLite does not.
/// </summary>
/// <param name="Pattern">Pattern for LIKE; empty when nothing is searched for.</param>
/// <param name="Number">The number; 0 when it is none.</param>
public readonly partial record struct Search(string Pattern, long Number)
{
    /// <summary>Reads a query field, at most 100 characters. Refusals: FIELD_INVALID.</summary>
    public static Decision<Search> Of(string query, string field = "query")
    {
        if (Required.Optional(query, field, 100) is { } bad)
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

/// <summary>Etags: the version of an aggregate.</summary>
public static class Etag
{
    /// <summary>The etag of a version.</summary>
    public static string Of(long version) => $"v{version.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Null when no etag was sent or it is the current one.</summary>
    public static Refusal? Refuses(string sent, long version) =>
        sent.Length == 0 || sent == Of(version) ? null : CommonRefusals.Stale.On("etag");
}
