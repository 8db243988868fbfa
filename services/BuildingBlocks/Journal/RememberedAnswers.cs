using Dapper;

namespace Proposals.BuildingBlocks;

/// <summary>
/// The answers to commands, kept so that a repeated request gets the first one. After the retry window they are purged:
/// they hold whole texts, and those of deleted drafts too.
/// </summary>
public static class RememberedAnswers
{
    /// <summary>Answers of one transaction, and transactions of one sweep: other commands run between them.</summary>
    private const int Chunk = 500,
        MaxChunks = 20;

    /// <summary>Purges the answers that are older than the window, the oldest first.</summary>
    public static async Task SweepAsync(ServiceShard service, TimeSpan window, CancellationToken stop)
    {
        await DateAsync(service, stop);
        var before = service.Clock.GetUtcNow() - window;
        for (var chunk = 0; chunk < MaxChunks; chunk++)
        {
            if (await LastOfChunkAsync(service, before, stop) is not { } until)
                return;
            await service.SweepAsync(
                "purge-answers",
                "",
                tx =>
                {
                    tx.WriteAny("DELETE FROM commands WHERE answered_at > 0 AND answered_at <= @until", new { until });
                    return Task.CompletedTask;
                },
                stop
            );
        }
    }

    /// <summary>When the last answer of a chunk was given; others of that microsecond go with it.</summary>
    private static async Task<long?> LastOfChunkAsync(
        ServiceShard service,
        DateTimeOffset before,
        CancellationToken stop
    )
    {
        await using var connection = await service.Database.OpenReaderAsync(stop);
        return await connection.QueryFirstOrDefaultAsync<long?>(
            """
            SELECT MAX(answered_at)
            FROM (
              SELECT answered_at FROM commands WHERE answered_at > 0 AND answered_at <= @before
              ORDER BY answered_at LIMIT @Chunk
            ) AS expired
            """,
            new { before, Chunk = (long)Chunk }
        );
    }

    /// <summary>Dates the answers of older programs, which did not: from now on their window runs.</summary>
    private static async Task DateAsync(ServiceShard service, CancellationToken stop)
    {
        IReadOnlyList<(string Committee, string Id)> undated;
        await using (var connection = await service.Database.OpenReaderAsync(stop))
        {
            undated = (
                await connection.QueryAsync<(string, string)>(
                    "SELECT committee, command_id FROM commands WHERE answered_at = 0 LIMIT @Chunk",
                    new { Chunk = (long)Chunk }
                )
            ).AsList();
        }

        if (undated.Count == 0)
            return;
        await service.SweepAsync(
            "date-answers",
            "",
            tx =>
            {
                foreach (var (committee, id) in undated)
                {
                    tx.WriteAny(
                        """
                        UPDATE commands SET answered_at = @Now
                        WHERE committee = @committee AND command_id = @id AND answered_at = 0
                        """,
                        new
                        {
                            committee,
                            id,
                            tx.Now,
                        }
                    );
                }

                return Task.CompletedTask;
            },
            stop
        );
    }
}
