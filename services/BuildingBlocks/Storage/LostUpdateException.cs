namespace Proposals.BuildingBlocks;

/// <summary>
/// A guarded write touched another number of rows than it must, because another writer was faster. The command is run
/// again.
/// </summary>
public sealed class LostUpdateException(string sql, int rows) : Exception($"touched {rows} rows: {sql}");
