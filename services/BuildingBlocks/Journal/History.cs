using System.Collections.Concurrent;
using Dapper;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Proposals.Channels;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Whether a journal still holds what others have read of it. Followers say with every page how far they have read, and
/// the services that it follows remember how far it had come. What a database lost that was deleted, emptied, cut off
/// or restored to an earlier time, they still know. Then nothing more is written, so that no number is given twice
/// (docs/decisions/0025-a-journal-that-others-have-read-further.md).
/// </summary>
public sealed partial class History
{
    private readonly ServiceShard _service;
    private readonly ILogger _log;
    private readonly ConcurrentDictionary<string, string> _problems = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, KnownHead> _anchors = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, KnownHead> _kept = new(StringComparer.Ordinal);

    internal History(ServiceShard service, ILogger log) => (_service, _log) = (service, log);

    /// <summary>What is lost, one sentence each, in Chinese; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems =>
        [.. _problems.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Value)];

    /// <summary>Refuses every write while something is lost.</summary>
    internal Refusal? Refuses() => _problems.IsEmpty ? null : CommonRefusals.HistoryLost.Because(Problems[0]);

    /// <summary>The name of a service for a sentence: 提案（intake）.</summary>
    public static string NameOf(string service, int shard = 0) =>
        (Catalogue.Find(service) is { } entry ? $"{entry.Title}（{service}）" : service)
        + (shard == 0 ? "" : $"第 {shard} 片");

    /// <summary>Compares the journal with what another service has read of it, or remembers of its head.</summary>
    /// <param name="witness">The other service.</param>
    /// <param name="isFollower">It has read the event; else it only remembers the head.</param>
    /// <param name="position">The position that it knows; 0 when it knows none.</param>
    /// <param name="known">The hash that it knows there.</param>
    /// <param name="stop">Ends the comparison.</param>
    public async Task CompareAsync(
        string witness,
        bool isFollower,
        long position,
        ReadOnlyMemory<byte> known,
        CancellationToken stop
    )
    {
        await using var connection = await _service.Database.OpenReaderAsync(stop);
        var (head, _) = await HeadAsync(connection);
        Told(witness, isFollower, position, known, head, await HashAtAsync(connection, position));
    }

    /// <summary>The same, when the head and the own hash at the position were read before.</summary>
    internal void Told(
        string witness,
        bool isFollower,
        long position,
        ReadOnlyMemory<byte> known,
        long head,
        byte[]? hash
    ) =>
        Set(
            $"{witness}/{(isFollower ? "read" : "seen")}",
            position > 0 && (hash is null || !known.Span.SequenceEqual(hash))
                ? Sentence(_service.Name, _service.Shard, head, witness, isFollower, position, hash is null)
                : ""
        );

    /// <summary>The hash at a position; null when there is no such event.</summary>
    internal async Task<byte[]?> HashAtAsync(System.Data.Common.DbConnection connection, long position) =>
        position == 0
            ? null
            : await connection.QueryFirstOrDefaultAsync<byte[]>(
                "SELECT hash FROM journal WHERE shard = @shard AND position = @position",
                new { shard = (long)_service.Shard, position }
            );

    /// <summary>
    /// Looks whether the database is still the one that was written to: there, with its head, and not behind the last
    /// commit of this process. Throws when it does not answer.
    /// </summary>
    public async Task LookAsync(CancellationToken stop)
    {
        var problem = _service.Database.Dialect.Absence();
        if (problem.Length == 0)
        {
            var committed = _service.Writer.Committed;
            try
            {
                await using var fresh = await _service.Database.OpenFreshAsync(stop);
                var (head, _) = await HeadAsync(fresh);
                if (head < committed)
                    problem = head < 0 ? "日志头部的记录不见了" : $"日志已写到第 {committed} 条，库里只有 {head} 条";
            }
            catch (Exception e) when (Dialect.IsDamage(e))
            {
                problem = "数据库文件已损坏";
            }
            catch (Microsoft.Data.Sqlite.SqliteException e) when (e.SqliteErrorCode == 1 && committed > 0)
            {
                problem = "数据库是空的";
            }
        }

        Set(
            "",
            problem.Length == 0
                ? ""
                : $"{NameOf(_service.Name, _service.Shard)}的{problem}，已停止受理；请按运维手册“数据库丢失”处理。"
        );
    }

    /// <summary>
    /// Remembers the head of a caller's own journal, and returns the furthest that is known of it. An earlier head than
    /// the known one replaces nothing.
    /// </summary>
    internal KnownHead? Remember(KnownHead? told)
    {
        if (told?.Head is not { Position_: > 0 } head || head.Source.Length == 0)
            return told?.Head is { } empty ? _anchors.GetValueOrDefault(empty.Source) : null;
        return _anchors.AddOrUpdate(
            head.Source,
            told,
            (_, known) => told.Head.Position_ > known.Head.Position_ ? told : known
        );
    }

    /// <summary>Reads the heads that were remembered before this start.</summary>
    internal async Task LoadAsync(CancellationToken stop)
    {
        await using var connection = await _service.Database.OpenReaderAsync(stop);
        foreach (var (source, position, hash) in await AnchorsAsync(connection))
        {
            var known = new KnownHead
            {
                Head = new Position
                {
                    Source = source,
                    Shard = _service.Shard,
                    Position_ = position,
                },
                Hash = ByteString.CopyFrom(hash),
            };
            Remember(known);
            _kept[source] = known;
        }
    }

    /// <summary>
    /// Writes the remembered heads down. Together every few seconds: what is lost within them would go unnoticed, and a
    /// commit for each page would cost more than the page.
    /// </summary>
    internal async Task KeepAsync(CancellationToken stop)
    {
        var news = _anchors.Values.Where(a => !a.Equals(_kept.GetValueOrDefault(a.Head.Source))).ToList();
        if (news.Count == 0 || !_problems.IsEmpty)
            return;
        await _service.SweepAsync(
            "anchors",
            "",
            tx =>
            {
                foreach (var known in news)
                    tx.WriteAny(
                        """
                        INSERT INTO anchors (source, shard, position, hash) VALUES (@source, @shard, @position, @hash)
                        ON CONFLICT (source, shard) DO UPDATE SET position = excluded.position, hash = excluded.hash
                        WHERE anchors.position < excluded.position
                        """,
                        new
                        {
                            source = known.Head.Source,
                            shard = (long)_service.Shard,
                            position = known.Head.Position_,
                            hash = known.Hash.ToByteArray(),
                        }
                    );
                return Task.CompletedTask;
            },
            stop
        );
        foreach (var known in news)
            _kept[known.Head.Source] = known;
    }

    /// <summary>
    /// Compares, at the start and without a call, the journals of services that run in one process.
    /// </summary>
    internal static async Task CompareAllAsync(IReadOnlyList<ServiceShard> services, CancellationToken stop)
    {
        foreach (var witness in services)
        {
            await using var connection = await witness.Database.OpenReaderAsync(stop);
            var read = await connection.QueryAsync<(string, long, byte[])>(
                "SELECT source, position, hash FROM checkpoints WHERE shard = @shard",
                new { shard = (long)witness.Shard }
            );
            var seen = await witness.History.AnchorsAsync(connection);
            foreach (
                var (source, position, hash, isFollower) in read.Select(r => (r.Item1, r.Item2, r.Item3, true))
                    .Concat(seen.Select(s => (s.Source, s.Position, s.Hash, false)))
            )
            {
                if (services.FirstOrDefault(s => s.Name == source && s.Shard == witness.Shard) is { } producer)
                    await producer.History.CompareAsync(witness.Name, isFollower, position, hash, stop);
            }
        }
    }

    /// <summary>What to say of a journal that does not hold what was read of it.</summary>
    internal static string Sentence(
        string source,
        int shard,
        long head,
        string witness,
        bool isFollower,
        long position,
        bool isShort
    )
    {
        var reads = $"{NameOf(witness)}{(isFollower ? "已读到" : "记得它写到过")}第 {position} 条";
        return NameOf(source, shard)
            + (
                !isShort ? $"的日志第 {position} 条已不是{NameOf(witness)}{(isFollower ? "读到" : "记得")}的那一条"
                : head < 0 ? $"的日志不见了，而{reads}"
                : $"的日志只到第 {head} 条，而{reads}"
            )
            + "：数据库被删除、清空、截断、改动或恢复到了较早的时刻，已停止受理；"
            + "请按运维手册“HISTORY_FORKED”处理。";
    }

    internal async Task<(long Position, byte[] Hash)> HeadAsync(System.Data.Common.DbConnection connection) =>
        await connection.QueryFirstOrDefaultAsync<(long, byte[])?>(
            "SELECT position, hash FROM journal_head WHERE shard = @shard",
            new { shard = (long)_service.Shard }
        )
            is { } head
            ? head
            : (-1, []);

    private async Task<IReadOnlyList<(string Source, long Position, byte[] Hash)>> AnchorsAsync(
        System.Data.Common.DbConnection connection
    ) =>
        (
            await connection.QueryAsync<(string, long, byte[])>(
                "SELECT source, position, hash FROM anchors WHERE shard = @shard",
                new { shard = (long)_service.Shard }
            )
        ).AsList();

    private void Set(string witness, string problem)
    {
        if (problem.Length == 0)
        {
            if (_problems.TryRemove(witness, out _))
                Found(_log, _service.Name);
        }
        else if (!_problems.TryGetValue(witness, out var before) || before != problem)
        {
            _problems[witness] = problem;
            Lost(_log, _service.Name, problem);
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Service} takes no more writes: {Problem}")]
    private static partial void Lost(ILogger log, string service, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Service} holds again what others have read")]
    private static partial void Found(ILogger log, string service);
}
