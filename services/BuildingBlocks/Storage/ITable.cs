namespace Proposals.BuildingBlocks;

/// <summary>A table as docs/sql.md prints it.</summary>
public interface ITable
{
    /// <summary>Name of the table.</summary>
    string Name { get; }

    /// <summary>The statements derived from its row: the purpose and the text of each.</summary>
    IEnumerable<(string What, string Sql)> Statements { get; }
}
