namespace Proposals.BuildingBlocks;

/// <summary>A queued statement, to be sent with others in one round trip.</summary>
/// <param name="Sql">The text.</param>
/// <param name="Args">Names and values.</param>
/// <param name="Rows">Rows it must touch; null for any number.</param>
public readonly record struct Statement(string Sql, IReadOnlyList<KeyValuePair<string, object?>> Args, int? Rows);
