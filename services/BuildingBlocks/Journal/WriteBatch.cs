using System.Data.Common;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>The state of one transaction of the writer.</summary>
internal sealed class WriteBatch(
    string source,
    int shard,
    Dialect dialect,
    DbConnection connection,
    DbTransaction transaction,
    Ids ids
)
{
    public DbConnection Connection => connection;
    public DbTransaction Transaction => transaction;
    public Ids Ids => ids;
    private string _narrowedTo = "";

    public List<Statement> Pending { get; } = [];
    public List<Event> Events { get; } = [];
    public required DirectoryCache DirectoryCache { get; init; }
    public Dictionary<(string, string), RememberedCommand> Commands { get; } = [];
    public long Position { get; set; }
    public byte[] Hash { get; set; } = [];
    public long Writes { get; set; }

    public void Append(Transaction tx, string aggregate, long version, IMessage body)
    {
        var entry = new Event
        {
            Source = source,
            Shard = shard,
            Position = ++Position,
            Committee = tx.Committee,
            Aggregate = aggregate,
            Version = version,
            Type = body.Descriptor.FullName,
            At = Timestamp.FromDateTimeOffset(tx.Now),
            Actor = tx.Caller.Account,
            CommandId = tx.Job.CommandId,
            Body = body.ToByteString(),
            PrevHash = ByteString.CopyFrom(Hash),
        };
        Hash = JournalChain.HashOf(entry);
        entry.Hash = ByteString.CopyFrom(Hash);
        Tracing.Stamp(entry);
        Events.Add(entry);
        Pending.Add(
            new Statement(
                InsertEvent,
                Arguments.Of(
                    new
                    {
                        shard = (long)shard,
                        position = entry.Position,
                        committee = entry.Committee,
                        aggregate,
                        version,
                        type = entry.Type,
                        at = tx.Now,
                        actor = entry.Actor,
                        command_id = entry.CommandId,
                        body = entry.Body.ToByteArray(),
                        prev_hash = entry.PrevHash.ToByteArray(),
                        hash = Hash,
                        trace_parent = entry.TraceParent,
                    }
                ),
                1
            )
        );
    }

    /// <summary>
    /// From here on the engine shows and accepts rows of this committee only ("" means all), where the engine supports
    /// it.
    /// </summary>
    public void NarrowTo(string committee)
    {
        if (_narrowedTo == committee)
            return;
        _narrowedTo = committee;
        if (dialect.Narrow(committee) is { } statement)
            Pending.Add(statement);
    }

    public async Task SendAsync()
    {
        if (Pending.Count == 0)
            return;
        await dialect.SendAsync(connection, transaction, Pending, CancellationToken.None);
        Pending.Clear();
    }

    private const string InsertEvent = """
        INSERT INTO journal (shard, position, committee, aggregate, version, type, at, actor, command_id, body,
          prev_hash, hash, trace_parent)
        VALUES (@shard, @position, @committee, @aggregate, @version, @type, @at, @actor, @command_id, @body,
          @prev_hash, @hash, @trace_parent)
        """;
}
