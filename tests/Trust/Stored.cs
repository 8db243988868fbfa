namespace Proposals.Trust;

/// <summary>The contents of one service's database, read once.</summary>
internal sealed record Stored(
    string Service,
    IReadOnlyList<Row> Rows,
    IReadOnlyList<CommandRow> Commands,
    long Head,
    byte[] HeadHash
)
{
    /// <summary>Reads the database in one transaction.</summary>
    public static async Task<Stored> ReadAsync(Deployment deployment, string service)
    {
        await using var connection = await deployment.OpenAsync(service);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.Serializable);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT position, hash FROM journal_head WHERE shard = 0";
        long head;
        byte[] hash;
        await using (var reader = await command.ExecuteReaderAsync())
        {
            if (!await reader.ReadAsync())
                throw new InvalidOperationException($"{service} has no head row");
            (head, hash) = (reader.GetInt64(0), (byte[])reader.GetValue(1));
        }

        return new Stored(service, await Row.ReadAsync(connection), await CommandRow.ReadAsync(connection), head, hash);
    }
}
