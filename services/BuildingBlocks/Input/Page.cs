using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Proposals.BuildingBlocks;

/// <summary>
/// A requested page: the number of rows and the key to start after. Lists read one row more than requested, to know
/// whether there is another page.
/// </summary>
public readonly record struct Page(int Size, string After)
{
    /// <summary>Largest number of rows of a page.</summary>
    public const int Maximum = 200;

    /// <summary>
    /// Largest size of a page's rows in memory, in bytes; a single larger row is a page of its own. An answer stays
    /// well under what clients accept.
    /// </summary>
    public const int MaxBytes = 2 * 1024 * 1024;

    /// <summary>Rows to read: one more than shown.</summary>
    public int Limit => Size + 1;

    /// <summary>The key to start after as a number; 0 on the first page.</summary>
    public long AfterNumber =>
        long.TryParse(After, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>
    /// The key of lists by instant: the instant to start after and, among equal instants, the id; (0, "") on the first
    /// page. Refusals: INVALID_PAGE.
    /// </summary>
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
    /// <param name="rows">The rows that were read.</param>
    /// <param name="key">The key of a row.</param>
    /// <param name="lookedTo">
    /// The key up to which the list was looked through, where it goes on: a page that is not full leads there. Empty
    /// when it was looked through to its end.
    /// </param>
    public (IReadOnlyList<T> Rows, string NextToken) Cut<T>(
        IReadOnlyList<T> rows,
        Func<T, string> key,
        string lookedTo = ""
    )
    {
        var size = rows is FullPage<T> ? Math.Min(Size, rows.Count - 1) : Size;
        if (rows.Count <= size)
            return (rows, lookedTo.Length == 0 ? "" : TokenOf(lookedTo));
        var shown = rows.Take(size).ToList();
        return (shown, TokenOf(key(shown[^1])));
    }

    private static string TokenOf(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes("p1:" + key));
}
