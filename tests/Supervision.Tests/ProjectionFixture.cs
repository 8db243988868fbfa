using Dapper;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging.Abstractions;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Journal.V1;

namespace Proposals.Supervision.Tests;

/// <summary>
/// Supervision's database and writer alone. The file is deleted on dispose, and the test supplies the events.
/// </summary>
internal sealed class ProjectionFixture : IAsyncDisposable
{
    public const string Committee = "c";
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"supervision-{Guid.NewGuid():N}.db");
    private readonly Dictionary<string, long> _positions = new(StringComparer.Ordinal);
    private readonly Database _database;
    private readonly ServiceShard _service;

    private ProjectionFixture()
    {
        _database = new Database(new SqliteDialect(_file));
        _service = new ServiceShard(
            "supervision",
            0,
            _database,
            new Clock(this),
            new Ids(),
            "",
            (_, _, _) => Task.FromResult<SignInSession?>(null),
            NullLogger.Instance
        );
    }

    public ServiceShard Service => _service;

    public DateTimeOffset Now { get; set; } = Given.Now;

    public static async Task<ProjectionFixture> OpenAsync()
    {
        var room = new ProjectionFixture();
        await Migrator.MigrateAsync(room._database, typeof(SupervisionModule).Assembly, CancellationToken.None);
        return room;
    }

    /// <summary>Applies an event as the next one of its source.</summary>
    public async Task ApplyAsync(string source, IMessage message, DateTimeOffset at, string committee = Committee)
    {
        var entry = new Event
        {
            Source = source,
            Position = _positions[source] = _positions.GetValueOrDefault(source) + 1,
            Committee = committee,
            Type = message.Descriptor.FullName,
            At = Timestamp.FromDateTimeOffset(at),
            Actor = "somebody",
            Body = message.ToByteString(),
        };
        await RunAsync(
            Caller.System(committee),
            async tx =>
            {
                if (source == "directory")
                    DirectoryCopy.Follow(tx, entry, message);
                else
                    await new SupervisionModule().Follows()[source](tx, entry, message);
                tx.Write(
                    """
                    INSERT INTO checkpoints (source, shard, position, hash) VALUES (@Source, 0, @Position, @hash)
                    ON CONFLICT (source, shard) DO UPDATE SET position = excluded.position, hash = excluded.hash
                    """,
                    new
                    {
                        entry.Source,
                        entry.Position,
                        hash = Array.Empty<byte>(),
                    }
                );
                return Decision<IMessage>.Yes(new Empty());
            }
        );
        _service.Applied.Beat();
    }

    public async Task<JobAnswer> RunAsync(Caller caller, Func<Transaction, Task<Decision<IMessage>>> run) =>
        await _service.Writer.RunAsync(
            new Job
            {
                Caller = caller,
                CommandId = "test",
                Run = run,
            }
        );

    public async Task<Decision<T>> QueryAsync<T>(Caller caller, Func<Query, Task<Decision<T>>> handle)
    {
        await using var connection = await _database.OpenReaderAsync(CancellationToken.None);
        return await handle(new Query(connection, caller, Now));
    }

    /// <summary>Returns every row of every table that is derived from journals, in a fixed order.</summary>
    public async Task<IReadOnlyList<string>> DumpAsync()
    {
        await using var connection = await _database.OpenReaderAsync(CancellationToken.None);
        var rows = new List<string>();
        foreach (
            var table in new[]
            {
                "intake_facts",
                "intake_proposers",
                "invitation_facts",
                "ledger_facts",
                "ledger_units",
                "assignment_facts",
                "reply_facts",
                "contact_facts",
                "commitment_facts",
                "form_facts",
                "rating_facts",
                "closing_facts",
                "timeline",
                "units",
                "policy_profiles",
            }
        )
        {
            rows.AddRange(
                (await connection.QueryAsync($"SELECT * FROM {table}")).Select(r =>
                    table
                    + " "
                    + string.Join(
                        "|",
                        ((IDictionary<string, object>)r).Values.Select(v => v is byte[] b ? Convert.ToHexString(b) : v)
                    )
                )
            );
        }

        return [.. rows.Order(StringComparer.Ordinal)];
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        foreach (var file in new[] { _file, _file + "-wal", _file + "-shm" })
            File.Delete(file);
    }

    private sealed class Clock(ProjectionFixture room) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => room.Now;
    }
}
