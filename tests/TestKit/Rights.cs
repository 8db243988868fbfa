namespace Proposals.TestKit;

/// <summary>Who may call what, by docs/authz.csv: a table of RPCs and of the demonstration's logins.</summary>
public static class Rights
{
    private static readonly List<string[]> Table = Read();

    /// <summary>The logins of the table, one for each role.</summary>
    public static IReadOnlyList<string> Logins => Table[0][1..];

    /// <summary>Logins that may call an RPC; null for one that is not in the table.</summary>
    /// <param name="rpc">E.g. "IntakeService.GetProposal".</param>
    public static IReadOnlyList<string>? Of(string rpc) =>
        Table.Skip(1).FirstOrDefault(l => l[0] == rpc) is { } line
            ? [.. Logins.Where((_, column) => line[column + 1] == "yes")]
            : null;

    private static List<string[]> Read()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "buf.yaml")))
            folder = Path.GetDirectoryName(folder)!;
        return [.. File.ReadLines(Path.Combine(folder, "docs", "authz.csv")).Select(l => l.Split(','))];
    }
}
