namespace Proposals.BuildingBlocks;

/// <summary>A table as docs/sql.md prints it.</summary>
public interface ITable
{
    /// <summary>Name of the table.</summary>
    string Name { get; }

    /// <summary>What a row is called, in Chinese, where events prove the rows; empty where they do not.</summary>
    string Title { get; }

    /// <summary>The columns of its key after the committee.</summary>
    IReadOnlyList<string> KeyColumns { get; }

    /// <summary>The columns that an event proves, in the order of their names.</summary>
    IReadOnlyList<string> ProvenColumns { get; }

    /// <summary>The statements derived from its row: the purpose and the text of each.</summary>
    IEnumerable<(string What, string Sql)> Statements { get; }
}
