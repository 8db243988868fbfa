using System.Data.Common;

namespace Proposals.Trust;

/// <summary>
/// Plants bugs in Intake's database after the campaign. A checker that passes with one of them is worthless.
/// </summary>
internal static class Mutants
{
    /// <summary>Plants one bug and returns its description.</summary>
    public static async Task<string> PlantAsync(Deployment deployment, string mutant)
    {
        var data = await Stored.ReadAsync(deployment, "intake");
        await using var connection = await deployment.OpenAsync("intake", forWriting: true);
        var row = data.Rows[data.Rows.Count / 2];
        switch (mutant)
        {
            case "lose":
                await ExecuteAsync(
                    connection,
                    "DELETE FROM journal WHERE shard = 0 AND position = @position",
                    ("position", row.Position)
                );
                return $"intake lost position {row.Position}, an event of command {row.CommandId}";
            case "tamper":
                var body = (byte[])row.Body.Clone();
                body[^1] ^= 1;
                await ExecuteAsync(
                    connection,
                    "UPDATE journal SET body = @body WHERE shard = 0 AND position = @position",
                    ("body", body),
                    ("position", row.Position)
                );
                return $"one bit of the body at intake position {row.Position} is turned";
            case "double":
                // The effect of a command a second time, forged well: dense, with the next version, and chained.
                var next = row with
                {
                    Position = data.Head + 1,
                    Version =
                        data.Rows.Where(r => r.Committee == row.Committee && r.Aggregate == row.Aggregate)
                            .Max(r => r.Version) + 1,
                    PrevHash = data.HeadHash,
                };
                next = next with { Hash = next.Recompute("intake") };
                await ExecuteAsync(
                    connection,
                    $"INSERT INTO journal ({Row.Columns}) VALUES (0, @position, @committee, @aggregate, @version, "
                        + "@type, @at, @actor, @command, @body, @prev, @hash)",
                    ("position", next.Position),
                    ("committee", next.Committee),
                    ("aggregate", next.Aggregate),
                    ("version", next.Version),
                    ("type", next.Type),
                    ("at", next.At),
                    ("actor", next.Actor),
                    ("command", next.CommandId),
                    ("body", next.Body),
                    ("prev", next.PrevHash),
                    ("hash", next.Hash)
                );
                await ExecuteAsync(
                    connection,
                    "UPDATE journal_head SET position = @position, hash = @hash WHERE shard = 0",
                    ("position", next.Position),
                    ("hash", next.Hash)
                );
                return $"command {row.CommandId} has its effect at intake position {row.Position} again at "
                    + $"{next.Position}";
            default:
                throw new ArgumentOutOfRangeException(nameof(mutant), mutant, "no such bug");
        }
    }

    private static async Task ExecuteAsync(
        DbConnection connection,
        string sql,
        params (string Name, object Value)[] args
    )
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in args)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("@" + name, value);
            command.Parameters.Add(parameter);
        }

        if (await command.ExecuteNonQueryAsync() != 1)
            throw new InvalidOperationException($"the bug could not be planted: {sql}");
    }
}
