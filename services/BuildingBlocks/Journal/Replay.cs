using System.Data.Common;
using System.Globalization;
using Dapper;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Proposals.Directory.V1;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Reads the followed journals once more, into an empty database beside, by the code that followed them, and compares
/// the tables that only they write. It ends where the service had read to at the instant of the comparison.
/// </summary>
/// <param name="service">The shard whose tables are compared.</param>
/// <param name="real">A connection to its database, in a transaction that reads one instant.</param>
/// <param name="head">Head of its own journal at that instant.</param>
internal sealed class Replay(ServiceShard service, DbConnection real, long head)
{
    private const int MaxNamed = 20;

    /// <summary>Notes every row that differs.</summary>
    public async Task CompareAsync(Verification result, CancellationToken stop)
    {
        var name = History.NameOf(service.Name, service.Shard);
        var folder = Folders.CreateTempSubdirectory("proposals-verify-");
        try
        {
            var beside = new Database(new SqliteDialect(Path.Combine(folder.FullName, "verify.db")));
            await Migrator.MigrateAsync(beside, service.Proof.Assembly!, stop);
            await Shards.ClaimAsync(beside, service.Name, service.Shard, service.Shard + 1, stop);
            await using var again = new ServiceShard(
                $"{service.Name}-verify",
                service.Shard,
                beside,
                service.Clock,
                new Ids(),
                "",
                (_, _, _) => Task.FromResult<SignInSession?>(null),
                NullLogger.Instance
            );
            foreach (var (source, apply, pull) in service.Proof.Sources.Where(s => IsNeeded(s.Source)))
            {
                try
                {
                    if (await FollowAsync(again, source, apply, pull, stop) is { Length: > 0 } problem)
                        result.Fault("", $"{name}{problem}。");
                }
                catch (Exception e) when (e is RpcException or HistoryForkedException)
                {
                    result.Fault("", $"{name}的副本没有核对完：读不到{History.NameOf(source)}的日志。");
                    return;
                }
            }

            await using var copy = await beside.OpenReaderAsync(stop);
            // An event that needs rows of the service's own decisions cannot be applied beside. What it would have
            // written is then not proven.
            var unsure = (
                await copy.QueryAsync<(string, string)>("SELECT DISTINCT source, committee FROM parked")
            ).ToHashSet();
            foreach (var table in service.Proof.Copies)
                await CompareAsync(
                    result,
                    copy,
                    table,
                    of => unsure.Any(u => u.Item2 == of && (table.From.Count == 0 || table.From.Contains(u.Item1))),
                    stop
                );
        }
        finally
        {
            SqliteDialect.Forget(Path.Combine(folder.FullName, "verify.db"));
            folder.Delete(recursive: true);
        }
    }

    private bool IsNeeded(string source) => service.Proof.Copies.Any(c => c.From.Count == 0 || c.From.Contains(source));

    private async Task<string> FollowAsync(
        ServiceShard again,
        string source,
        ApplyEvent apply,
        PullEvents pull,
        CancellationToken stop
    )
    {
        var (until, hash) = (head, Array.Empty<byte>());
        if (source != service.Name)
        {
            (until, hash) =
                await real.QueryFirstOrDefaultAsync<(long, byte[])?>(
                    "SELECT position, hash FROM checkpoints WHERE source = @source AND shard = @shard",
                    new { source, shard = (long)service.Shard }
                ) ?? (0, []);
        }

        // What is parked has changed nothing yet.
        var parked = (
            await real.QueryAsync<long>(
                "SELECT position FROM parked WHERE source = @source AND shard = @shard",
                new { source, shard = (long)service.Shard }
            )
        ).ToHashSet();
        var consumer = new Consumer(
            again,
            source,
            (tx, entry, message) => parked.Contains(entry.Position) ? Task.CompletedTask : apply(tx, entry, message),
            async (after, afterHash, end) =>
            {
                if (after >= until)
                    return new ReadEventsResponse { Head = after };
                var page = await pull(after, afterHash, end);
                page.Head = Math.Min(page.Head, until);
                while (page.Events.Count > 0 && page.Events[^1].Position > until)
                    page.Events.RemoveAt(page.Events.Count - 1);
                return page;
            },
            NullLogger.Instance
        )
        {
            Tries = 1,
        };
        await consumer.CatchUpAsync(stop);
        var reached = await again.CheckpointAsync(source, stop);
        return reached.Position < until || (hash.Length > 0 && !reached.Hash.AsSpan().SequenceEqual(hash))
            ? $"已读到第 {until} 条的{History.NameOf(source)}日志，与那里现有的日志不符"
            : "";
    }

    private async Task CompareAsync(
        Verification result,
        DbConnection copy,
        CopiedTable table,
        Func<string, bool> isUnsure,
        CancellationToken stop
    )
    {
        var columns = (
            await copy.QueryAsync<(string Name, long Key)>(
                "SELECT name, pk FROM pragma_table_info(@table) ORDER BY name",
                new { table = table.Name }
            )
        )
            .Where(c => !table.LeaveOut.Contains(c.Name))
            .ToList();
        var keys = columns
            .Where(c => c.Key > 0 && c.Name != "committee")
            .OrderBy(c => c.Key)
            .Select(c => c.Name)
            .ToList();
        var names = columns.Select(c => c.Name).ToList();
        var listed = string.Join(", ", keys.Prepend("committee").Concat(names));
        var sql = $"SELECT {listed} FROM {table.Name} WHERE {table.Where}";
        var expected = new Dictionary<UInt128, UInt128>();
        await foreach (var row in ReadAsync(copy, sql, keys.Count, names, stop))
            expected[row.Id] = row.Hash;
        var faults = new List<(string Committee, string Key, string Problem)>();
        await foreach (var row in ReadAsync(real, sql, keys.Count, names, stop))
        {
            if (!expected.Remove(row.Id, out var hash))
                Note(row, "多出一行“{0}”，来源的日志里没有它");
            else if (hash != row.Hash)
                Note(row, "的一行“{0}”与来源的日志不符，已被改动");
            else
                result.Agreed(row.Committee);
        }

        if (expected.Count > 0)
        {
            await foreach (var row in ReadAsync(copy, sql, keys.Count, names, stop))
            {
                if (expected.ContainsKey(row.Id))
                    Note(row, "的一行“{0}”不见了，来源的日志里有它");
            }
        }

        foreach (var (of, key, problem) in faults)
            result.Fault(
                of,
                await result.TitleAsync(real, of)
                    + string.Format(CultureInfo.InvariantCulture, problem, table.Title)
                    + "。",
                0,
                table.Name,
                key
            );

        void Note(Row row, string problem)
        {
            if (isUnsure(row.Committee))
                result.Unproven(row.Committee);
            else if (faults.Count < MaxNamed)
                faults.Add((row.Committee, row.Key, problem));
        }
    }

    private async IAsyncEnumerable<Row> ReadAsync(
        DbConnection connection,
        string sql,
        int keys,
        IReadOnlyList<string> names,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop
    )
    {
        await using var reader = await connection.ExecuteReaderAsync(
            sql,
            new { now = Instant.ToMicros(service.Clock.GetUtcNow()) }
        );
        while (await reader.ReadAsync(stop))
        {
            var key = Enumerable.Range(1, keys).Select(i => Verification.ValueOf(reader, i)).ToArray();
            var committee = reader.GetString(0);
            yield return new Row(
                committee,
                string.Join('/', key.Select(k => k is byte[] bytes ? Convert.ToHexStringLower(bytes) : $"{k}")),
                Verification.Number(RowHash.OfKey("", committee, key).Span),
                Verification.Number(
                    RowHash.Of([.. names.Select((name, i) => (name, Verification.ValueOf(reader, 1 + keys + i)))]).Span
                )
            );
        }
    }

    private readonly record struct Row(string Committee, string Key, UInt128 Id, UInt128 Hash);
}
