namespace Proposals.Cli.Tests.Ledgers.Made;

/// <summary>A sheet to write: cells are texts, numbers or dates; rows and columns count from 0.</summary>
internal sealed class MadeSheet(string name)
{
    public string Name { get; } = name;

    public bool IsHidden { get; init; }

    public List<object?[]> Rows { get; } = [];

    public HashSet<int> HiddenRows { get; } = [];

    public List<(int Top, int Left, int Bottom, int Right)> Merged { get; } = [];

    /// <summary>Targets of links to the outside, as they stand in the file.</summary>
    public List<string> Links { get; } = [];

    /// <summary>Adds a row and returns its index.</summary>
    public int Add(params object?[] cells)
    {
        Rows.Add(cells);
        return Rows.Count - 1;
    }
}
