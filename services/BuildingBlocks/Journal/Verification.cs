using System.Buffers.Binary;
using System.Data.Common;
using System.Text;
using Dapper;
using Google.Protobuf;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Verifies a shard: what others have read of its journal, the engine's own check, the journal's chain, and every row
/// that an event or a followed journal proves. All that it reads of the database is of one instant.
/// </summary>
/// <param name="service">The shard.</param>
/// <param name="committee">Whose rows the caller may be told of; "" all.</param>
internal sealed class Verification(ServiceShard service, string committee)
{
    private const int MaxPage = 500,
        MaxFaults = 100;
    private readonly VerifyJournalResponse _result = new();
    private readonly Dictionary<UInt128, Proven> _proven = [];

    // Aggregates whose latest event is of an older program, which proved no rows.
    private readonly Dictionary<UInt128, long> _silent = [];
    private readonly Dictionary<string, string> _titles = new(StringComparer.Ordinal);

    private readonly record struct Proven(UInt128 Hash, long Position, UInt128 Aggregate, int Table);

    /// <summary>Runs it. One at a time a shard, because it reads everything.</summary>
    public async Task<VerifyJournalResponse> RunAsync(CancellationToken stop)
    {
        if (!await service.Verifying.WaitAsync(0, stop))
            throw RefusalStatus.ToException(CommonRefusals.Busy);
        try
        {
            await service.LookAsync(stop);
            foreach (var consumer in service.Consumers)
                await consumer.CompareAsync(stop);
            foreach (var problem in service.Problems)
                Fault("", problem);
            await ReadAsync(stop);
        }
        catch (DbException e) when (IsAbsent || !service.Database.Dialect.IsOutage(e))
        {
            // A file that is not there is named already.
            if (!IsAbsent)
                Fault("", $"{Name}的数据库读不出来，已损坏或缺了表；请保留现场，从同一份备份恢复全部数据库。");
        }
        finally
        {
            service.Verifying.Release();
        }

        return _result;
    }

    /// <summary>True when the caller may be told of a row of this committee.</summary>
    private bool IsTold(string of) => committee.Length == 0 || of == committee;

    private bool IsAbsent => service.Database.Dialect.Absence().Length > 0;

    private string Name => History.NameOf(service.Name, service.Shard);

    private async Task ReadAsync(CancellationToken stop)
    {
        await using var connection = await service.Database.OpenFreshAsync(stop);
        foreach (var problem in await service.Database.Dialect.CheckAsync(connection, stop))
            Fault("", $"{Name}的数据库文件已损坏：{problem}。");
        await using var snapshot = await service.Database.Dialect.SnapshotAsync(connection, stop);
        var head = await ChainAsync(connection, stop);
        await RowsAsync(connection, stop);
        if (service.Proof.Copies.Count > 0)
            await new Replay(service, connection, head).CompareAsync(this, stop);
    }

    /// <summary>Counts a row of a committee that agrees.</summary>
    public void Agreed(string of) => _result.Rows += IsTold(of) ? 1 : 0;

    /// <summary>Counts a row of a committee that nothing proves.</summary>
    public void Unproven(string of) => _result.UnprovenRows += IsTold(of) ? 1 : 0;

    /// <summary>Notes a fault of the whole database, or of a committee.</summary>
    public void Fault(string of, string problem, long position = 0, string table = "", string row = "")
    {
        if (_result.Faults.Count >= MaxFaults || (of.Length > 0 && !IsTold(of)))
            return;
        _result.Faults.Add(
            new JournalFault
            {
                Committee = of,
                Position = position,
                Table = table,
                Row = row,
                Problem = problem,
            }
        );
    }

    /// <summary>What a sentence calls a committee of this database: its title.</summary>
    public async Task<string> TitleAsync(DbConnection connection, string of)
    {
        if (of.Length == 0)
            return Name;
        if (!_titles.TryGetValue(of, out var title))
        {
            title = await connection.QueryFirstOrDefaultAsync<string>(
                "SELECT title FROM committees WHERE committee = @of",
                new { of }
            );
            _titles[of] = title ??= "";
        }

        return title.Length > 0 ? $"{Name}：{title}" : Name;
    }

    /// <summary>Walks the chain and returns its head.</summary>
    private async Task<long> ChainAsync(DbConnection connection, CancellationToken stop)
    {
        var (head, headHash) = await service.History.HeadAsync(connection);
        if (head < 0)
        {
            Bad(0, "头部的记录不见了");
            return 0;
        }

        var (position, hash) = (0L, JournalChain.Zero);
        while (position < head)
        {
            stop.ThrowIfCancellationRequested();
            var page = await JournalPage.ReadAsync(connection, service, "", position, MaxPage);
            foreach (var entry in page.TakeWhile(_ => position < head))
            {
                if (JournalChain.Problem(entry, position, hash) is { Length: > 0 } problem)
                {
                    Bad(position + 1, problem);
                    return position;
                }

                Take(entry);
                _result.Events += IsTold(entry.Committee) ? 1 : 0;
                (position, hash) = (entry.Position, entry.Hash.ToByteArray());
            }

            if (page.Count == 0)
            {
                Bad(position + 1, $"第 {position + 1} 条起缺失，头部记为第 {head} 条");
                return position;
            }
        }

        if (!hash.AsSpan().SequenceEqual(headHash))
        {
            Bad(position, "末条的哈希与头部记录不符");
            return position;
        }

        _result.HeadHash = ByteString.CopyFrom(hash);
        // Each condition uses the primary key, so a journal of millions of rows is not scanned again.
        foreach (
            var (elsewhere, at, problem) in new[]
            {
                ("shard = @shard AND position > @head", head + 1, "头部之后还有记录"),
                ("shard < @shard", 0, "有不属于任何位置的记录"),
                ("shard > @shard", 0, "有不属于任何位置的记录"),
                ("shard = @shard AND position < 1", 0, "有不属于任何位置的记录"),
            }
        )
        {
            if (
                await connection.QuerySingleAsync<long>(
                    $"SELECT COUNT(*) FROM (SELECT position FROM journal WHERE {elsewhere} LIMIT 1) AS found",
                    new { shard = (long)service.Shard, head }
                ) > 0
            )
            {
                Bad(at, problem);
                break;
            }
        }

        return head;
    }

    private void Bad(long at, string problem)
    {
        (_result.FirstBadPosition, _result.Problem) = (at, problem);
        _result.HeadHash = ByteString.Empty;
        _chainBroken = true;
    }

    private bool _chainBroken;

    /// <summary>Keeps what the latest event says of each row.</summary>
    private void Take(Event entry)
    {
        var aggregate = Number(Encoding.UTF8.GetBytes($"{entry.Committee}/{entry.Aggregate}"), isText: true);
        if (entry.Seals is not { } seals)
        {
            _silent[aggregate] = entry.Position;
            return;
        }

        foreach (var seal in seals.Rows)
        {
            var table = IndexOf(seal.Table);
            // Another way of hashing, or another table: a newer program wrote it.
            if (seals.Form == RowHash.Form && table >= 0)
                _proven[Number(seal.Row.Span)] = new(Number(seal.Hash.Span), entry.Position, aggregate, table);
        }
    }

    private int IndexOf(string table)
    {
        for (var i = 0; i < service.Proof.Tables.Count; i++)
        {
            if (service.Proof.Tables[i].Name == table)
                return i;
        }

        return -1;
    }

    /// <summary>Compares every row of the proven tables with the latest event that wrote it.</summary>
    private async Task RowsAsync(DbConnection connection, CancellationToken stop)
    {
        var strangers = new List<(string Committee, ITable Table, string Key)>();
        var changed = new List<(string Committee, ITable Table, string Key, long Position)>();
        foreach (var table in service.Proof.Tables)
        {
            var (keys, columns) = (table.KeyColumns, table.ProvenColumns);
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT committee, {string.Join(", ", keys.Concat(columns))} FROM {table.Name}";
            await using var reader = await command.ExecuteReaderAsync(stop);
            while (await reader.ReadAsync(stop))
            {
                var key = Enumerable.Range(1, keys.Count).Select(reader.GetValue).ToArray();
                var (of, named) = (reader.GetString(0), string.Join('/', key));
                if (!_proven.Remove(Number(RowHash.OfKey(table.Name, of, key).Span), out var proven))
                {
                    strangers.Add((of, table, named));
                    continue;
                }

                var hash = RowHash.Of([.. columns.Select((name, i) => (name, ValueOf(reader, 1 + keys.Count + i)))]);
                if (Number(hash.Span) == proven.Hash)
                    Agreed(of);
                else if (_silent.GetValueOrDefault(proven.Aggregate) > proven.Position)
                    Unproven(of);
                else if (changed.Count < MaxFaults)
                    changed.Add((of, table, named, proven.Position));
            }
        }

        foreach (var (of, table, key, position) in changed)
            Fault(
                of,
                $"{await TitleAsync(connection, of)}的一行“{table.Title}”与第 {position} 条日志写下的不符，已被改动。",
                position,
                table.Name,
                key
            );
        // A chain that ends early proves nothing of what comes after it, and an older program proved no rows.
        if (_silent.Count > 0 || _chainBroken)
        {
            foreach (var (of, _, _) in strangers)
                Unproven(of);
        }
        else
        {
            foreach (var (of, table, key) in strangers.Take(MaxFaults))
                Fault(
                    of,
                    $"{await TitleAsync(connection, of)}多出一行“{table.Title}”，没有日志写过它。",
                    0,
                    table.Name,
                    key
                );
        }

        await MissingAsync(connection);
    }

    /// <summary>Names the rows that the journal proves and the tables do not have.</summary>
    private async Task MissingAsync(DbConnection connection)
    {
        foreach (var missing in _proven.Values.OrderBy(p => p.Position).Take(MaxFaults))
        {
            if (_silent.GetValueOrDefault(missing.Aggregate) > missing.Position)
                continue;
            var (of, aggregate) = await connection.QuerySingleAsync<(string, string)>(
                "SELECT committee, aggregate FROM journal WHERE shard = @shard AND position = @position",
                new { shard = (long)service.Shard, position = missing.Position }
            );
            var table = service.Proof.Tables[missing.Table];
            Fault(
                of,
                $"{await TitleAsync(connection, of)}的一行“{table.Title}”不见了，第 {missing.Position} 条日志写过它。",
                missing.Position,
                table.Name,
                aggregate
            );
        }
    }

    /// <summary>A column's value as hashes take it.</summary>
    internal static object? ValueOf(DbDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetValue(column);

    /// <summary>The first 16 bytes of a hash, or of the hash of a text.</summary>
    internal static UInt128 Number(ReadOnlySpan<byte> bytes, bool isText = false)
    {
        Span<byte> whole = stackalloc byte[32];
        if (isText)
            System.Security.Cryptography.SHA256.HashData(bytes, whole);
        else
            bytes[..Math.Min(bytes.Length, 16)].CopyTo(whole);
        return BinaryPrimitives.ReadUInt128BigEndian(whole);
    }
}
