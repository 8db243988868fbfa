using System.Data.Common;
using Dapper;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>A page of a service's own journal.</summary>
internal static class JournalPage
{
    /// <summary>
    /// Reads the events after a position, in order; of one committee, or of all for "".
    /// </summary>
    public static async Task<IReadOnlyList<Event>> ReadAsync(
        DbConnection connection,
        ServiceShard service,
        string committee,
        long after,
        int limit
    )
    {
        var rows = await connection.QueryAsync<EventRow>(
            """
            SELECT position, committee, aggregate, version, type, at, actor, command_id, body, prev_hash, hash,
              trace_parent, seals
            FROM journal
            WHERE shard = @shard AND position > @after AND (@committee = '' OR committee = @committee)
            ORDER BY position LIMIT @limit
            """,
            new
            {
                shard = (long)service.Shard,
                after,
                committee,
                limit,
            }
        );
        return
        [
            .. rows.Select(r => new Event
            {
                Source = service.Name,
                Shard = service.Shard,
                Position = r.Position,
                Committee = r.Committee,
                Aggregate = r.Aggregate,
                Version = r.Version,
                Type = r.Type,
                At = Timestamp.FromDateTimeOffset(r.At),
                Actor = r.Actor,
                CommandId = r.CommandId,
                Body = ByteString.CopyFrom(r.Body),
                PrevHash = ByteString.CopyFrom(r.PrevHash),
                Hash = ByteString.CopyFrom(r.Hash),
                TraceParent = r.TraceParent,
                Seals = r.Seals.Length == 0 ? null : RowSeals.Parser.ParseFrom(Convert.FromBase64String(r.Seals)),
            }),
        ];
    }

    private sealed record EventRow
    {
        public long Position { get; init; }
        public string Committee { get; init; } = "";
        public string Aggregate { get; init; } = "";
        public long Version { get; init; }
        public string Type { get; init; } = "";
        public DateTimeOffset At { get; init; }
        public string Actor { get; init; } = "";
        public string CommandId { get; init; } = "";
        public byte[] Body { get; init; } = [];
        public byte[] PrevHash { get; init; } = [];
        public byte[] Hash { get; init; } = [];
        public string TraceParent { get; init; } = "";
        public string Seals { get; init; } = "";
    }
}
