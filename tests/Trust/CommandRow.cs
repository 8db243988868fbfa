using System.Data.Common;

namespace Proposals.Trust;

/// <summary>A command that a service remembers.</summary>
internal sealed record CommandRow(string Committee, string CommandId, string Method, long Position)
{
    /// <summary>Reads every remembered command.</summary>
    public static async Task<IReadOnlyList<CommandRow>> ReadAsync(DbConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT committee, command_id, method, position FROM commands";
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<CommandRow>();
        while (await reader.ReadAsync())
            rows.Add(new CommandRow(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3)));
        return rows;
    }
}
