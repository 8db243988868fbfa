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

    // Rows that no event proves yet, and the event that still takes more of them: it is hashed when the next one comes,
    // when something is read, and at the job's end.
    private readonly List<(string Committee, RowSeal Seal)> _unproven = [];
    private Event? _open;

    public List<Statement> Pending { get; } = [];
    public List<Event> Events { get; } = [];
    public required DirectoryCache DirectoryCache { get; init; }
    public Dictionary<(string, string), RememberedCommand> Commands { get; } = [];
    public long Position { get; set; }
    public byte[] Hash { get; set; } = [];
    public long Writes { get; set; }

    /// <summary>Has the event that is appended with a row prove it.</summary>
    public void Prove(string committee, RowSeal seal)
    {
        if (_open is { } entry && entry.Committee == committee)
            entry.Seals.Rows.Add(seal);
        else
            _unproven.Add((committee, seal));
    }

    /// <summary>
    /// Ends a job. Throws when it wrote a row that an event has to prove, and appended no event of that committee.
    /// </summary>
    public void EndJob()
    {
        Close();
        if (_unproven.Count > 0)
            throw new InvalidOperationException($"a row of {_unproven[0].Seal.Table} was written without an event");
    }

    public void Append(Transaction tx, string aggregate, long version, IMessage body)
    {
        Close();
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
            Seals = new RowSeals
            {
                Form = RowHash.Form,
                Rows = { _unproven.Where(u => u.Committee == tx.Committee).Select(u => u.Seal) },
            },
        };
        _unproven.RemoveAll(u => u.Committee == tx.Committee);
        // Here, because the event is hashed and queued when its neighbour's trace is the current one.
        Tracing.Stamp(entry);
        _open = entry;
    }

    /// <summary>Hashes the event that was appended last, and queues it: it takes no more rows.</summary>
    public void Close()
    {
        if (_open is not { } entry)
            return;
        _open = null;
        Hash = JournalChain.HashOf(entry);
        entry.Hash = ByteString.CopyFrom(Hash);
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
                        aggregate = entry.Aggregate,
                        version = entry.Version,
                        type = entry.Type,
                        at = entry.At.ToDateTimeOffset(),
                        actor = entry.Actor,
                        command_id = entry.CommandId,
                        body = entry.Body.ToByteArray(),
                        prev_hash = entry.PrevHash.ToByteArray(),
                        hash = Hash,
                        trace_parent = entry.TraceParent,
                        seals = Convert.ToBase64String(entry.Seals.ToByteArray()),
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
        Close();
        _narrowedTo = committee;
        if (dialect.Narrow(committee) is { } statement)
            Pending.Add(statement);
    }

    public async Task SendAsync()
    {
        Close();
        if (Pending.Count == 0)
            return;
        await dialect.SendAsync(connection, transaction, Pending, CancellationToken.None);
        Pending.Clear();
    }

    private const string InsertEvent = """
        INSERT INTO journal (shard, position, committee, aggregate, version, type, at, actor, command_id, body,
          prev_hash, hash, trace_parent, seals)
        VALUES (@shard, @position, @committee, @aggregate, @version, @type, @at, @actor, @command_id, @body,
          @prev_hash, @hash, @trace_parent, @seals)
        """;
}
