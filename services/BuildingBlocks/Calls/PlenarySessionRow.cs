namespace Proposals.BuildingBlocks;

/// <summary>A plenary session as the services know it.</summary>
public sealed record PlenarySessionRow
{
    internal static readonly Table<PlenarySessionRow> Table = new("plenary_sessions", "s");

    internal static readonly string ById = Table.Select + " AND s.id = @id";

    public string Id { get; init; } = "";

    /// <summary>届: number of the committee's term.</summary>
    public int Term { get; init; }

    /// <summary>次: number of the session within its term.</summary>
    public int Number { get; init; }

    /// <summary>First instant.</summary>
    public DateTimeOffset OpensAt { get; init; }

    /// <summary>Cut-off: a proposal received up to and including it is 大会.</summary>
    public DateTimeOffset CutOffAt { get; init; }

    /// <summary>Last instant.</summary>
    public DateTimeOffset ClosesAt { get; init; }

    /// <summary>The title, e.g. 八届一次会议.</summary>
    public string Title => $"{ChineseNumber(Term)}届{ChineseNumber(Number)}次会议";

    private static string ChineseNumber(int number)
    {
        const string digits = "零一二三四五六七八九";
        return number < 10
            ? $"{digits[number]}"
            : $"{(number < 20 ? "" : digits[number / 10])}十{(number % 10 == 0 ? "" : digits[number % 10])}";
    }
}
