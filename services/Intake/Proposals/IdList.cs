namespace Proposals.Intake;

/// <summary>
/// A list of ids in a statement, as one text for lists of any length: places that nobody needs are empty.
/// </summary>
internal static class IdList
{
    /// <summary>Greatest number of ids.</summary>
    public const int Most = 60;

    /// <summary>"(@id0, @id1, …)", to stand after IN.</summary>
    public static readonly string Places = $"({string.Join(", ", Enumerable.Range(0, Most).Select(i => $"@id{i}"))})";

    /// <summary>The arguments of the places.</summary>
    public static Dictionary<string, object> Args(IReadOnlyList<string> ids)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ids.Count, Most);
        return Enumerable.Range(0, Most).ToDictionary(i => $"id{i}", i => (object)(i < ids.Count ? ids[i] : ""));
    }
}
