namespace Proposals.BuildingBlocks;

/// <summary>Statements that name states, kinds and events of the contract.</summary>
public static class Sql
{
    /// <summary>The finished text; see <see cref="SqlText"/>. Only for static readonly fields.</summary>
    public static string Of(SqlText text) => text.Text;
}
