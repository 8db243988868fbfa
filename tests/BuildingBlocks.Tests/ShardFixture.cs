using Dapper;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Proposals.Journal.V1;
using Proposals.TestKit;

namespace Proposals.BuildingBlocks.Tests;

/// <summary>
/// A service for tests without a network: a new migrated database with the tables of 9001_probe.sql, a writer and the
/// journal RPCs.
/// </summary>
public sealed class ShardFixture : IAsyncDisposable
{
    public const string Secret = "the services' secret";
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "proposals-" + Guid.NewGuid().ToString("N"));

    private ShardFixture() { }

    /// <summary>The file of the last SQLite database.</summary>
    public string SqlitePath { get; private set; } = "";

    public Database Database { get; private set; } = null!;
    public ServiceShard Service { get; private set; } = null!;
    public TestClock Clock { get; } = new(TestSuite.Start);
    public List<IReadOnlyList<Event>> Commits { get; } = [];
    public JournalRpc Journal => new([Service]);

    /// <summary>Opens a service. Its writer is Service.Writer, and Commits keeps what that commits.</summary>
    public static async Task<ShardFixture> OpenAsync(Engine engine, ILogger? log = null)
    {
        var room = new ShardFixture();
        Folders.CreateDirectory(room._folder);
        room.Database = new Database(await room.DialectAsync(engine));
        await Migrator.MigrateAsync(room.Database, typeof(ShardFixture).Assembly, CancellationToken.None);
        room.Service = room.Open(room.Database, log);
        return room;
    }

    /// <summary>Opens the service of another replica on the same database.</summary>
    public ServiceShard OpenReplica() =>
        Open(new Database(Database.Dialect is SqliteDialect ? new SqliteDialect(SqlitePath) : Database.Dialect), null);

    private ServiceShard Open(Database database, ILogger? log) =>
        new(
            "probe",
            0,
            database,
            Clock,
            new Ids(),
            Secret,
            (_, _, _) => Task.FromResult<SignInSession?>(null),
            log ?? NullLogger.Instance
        )
        {
            Announce = events =>
            {
                lock (Commits)
                    Commits.Add(events);
            },
        };

    /// <summary>Returns the dialect of an empty database for one test.</summary>
    public async Task<Dialect> DialectAsync(Engine engine)
    {
        var name = "t" + Guid.NewGuid().ToString("N")[..12];
        if (engine == Engine.Sqlite)
            return new SqliteDialect(SqlitePath = Path.Combine(_folder, name + ".db"));
        await Backends.CreateDatabaseAsync(name);
        return new PostgreSqlDialect(Backends.PostgreSql(name) + ";Maximum Pool Size=10");
    }

    /// <summary>Returns a job that is accepted, on behalf of committee "a".</summary>
    public static Job Do(Func<Transaction, Task> run, string id = "", string committee = "a", string method = "") =>
        new()
        {
            Caller = new Caller("somebody", committee, []),
            CommandId = id,
            Method = method,
            Fingerprint = [1],
            Run = async tx =>
            {
                await run(tx);
                return Decision<IMessage>.Yes(new Empty());
            },
        };

    /// <summary>Returns a job that creates a thing with its event.</summary>
    public static Job Create(string thing, string id = "", string committee = "a", string method = "") =>
        Do(
            tx =>
            {
                Insert(tx, thing);
                return Task.CompletedTask;
            },
            id,
            committee,
            method
        );

    /// <summary>Inserts a thing with its event.</summary>
    public static void Insert(Transaction tx, string thing)
    {
        tx.Write(
            "INSERT INTO things (committee, id, version, note) VALUES (@committee, @thing, 1, '')",
            new { committee = tx.Committee, thing }
        );
        tx.Append(thing, 1, new ProposalDeleted { Proposal = thing });
    }

    /// <summary>Keeps the writer in one job until the gate opens. Returns when the writer has begun that job.</summary>
    public static async Task<Task<JobAnswer>> OccupyAsync(Writer writer, Task gate)
    {
        var inside = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = writer.RunAsync(
            Do(async _ =>
            {
                inside.TrySetResult();
                await gate;
            })
        );
        await inside.Task.WaitAsync(TimeSpan.FromSeconds(20));
        return answer;
    }

    /// <summary>Returns the ids of all things.</summary>
    public async Task<IReadOnlyList<string>> ThingsAsync()
    {
        await using var connection = await Database.OpenReaderAsync(CancellationToken.None);
        return (await connection.QueryAsync<string>("SELECT id FROM things ORDER BY id")).AsList();
    }

    /// <summary>Runs a query that returns one number.</summary>
    public async Task<long> NumberAsync(string sql)
    {
        await using var connection = await Database.OpenReaderAsync(CancellationToken.None);
        return await connection.QuerySingleAsync<long>(sql);
    }

    /// <summary>Runs statements on the database without the service.</summary>
    public async Task TamperAsync(string sql)
    {
        await using var connection = await Database.OpenWriterAsync(CancellationToken.None);
        foreach (
            var statement in sql.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        )
            await connection.ExecuteAsync(statement);
    }

    /// <summary>Calls VerifyJournal, which must answer within 10 s.</summary>
    public Task<VerifyJournalResponse> VerifyAsync() =>
        Journal.VerifyJournal(
            new VerifyJournalRequest { Source = "probe" },
            new Call("Service " + Secret, TimeSpan.FromSeconds(10))
        );

    /// <summary>Signs an account in and returns a call on its behalf.</summary>
    public async Task<Call> SignInAsync(string committee, Role role)
    {
        var (token, account) = (Token.Create(committee), Guid.NewGuid().ToString());
        await Service.Writer.RunAsync(
            Do(tx =>
            {
                tx.Write(
                    "INSERT INTO accounts (committee, id, roles, member, unit) VALUES (@committee, @account, "
                        + "@roles, '', '')",
                    new
                    {
                        committee,
                        account,
                        roles = $"{(int)role}",
                    }
                );
                tx.Write(
                    "INSERT INTO sign_ins (committee, token_hash, account, expires_at) VALUES (@committee, @hash, "
                        + "@account, @expires)",
                    new
                    {
                        committee,
                        hash = Token.HashOf(token),
                        account,
                        expires = Clock.GetUtcNow().AddHours(1),
                    }
                );
                return Task.CompletedTask;
            })
        );
        return new Call("Bearer " + token);
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        if (Database.Dialect is IAsyncDisposable pool)
            await pool.DisposeAsync();
        Folders.Delete(_folder, recursive: true);
    }
}

/// <summary>A call as a service sees it, without a network.</summary>
public sealed class Call(
    string authorization,
    TimeSpan? patience = null,
    string method = "/proposals.probe.v1.ProbeService/Probe"
) : ServerCallContext
{
    private readonly CancellationTokenSource _stop = new(patience ?? TimeSpan.FromSeconds(30));

    /// <summary>The caller is in this process.</summary>
    protected override IDictionary<object, object> UserStateCore { get; } =
        new Dictionary<object, object>
        {
            [typeof(BuildingBlocks.Peer)] = new BuildingBlocks.Peer("", BuildingBlocks.Peer.Listener.Loopback),
        };

    protected override string MethodCore => method;
    protected override string HostCore => "";
    protected override string PeerCore => "";
    protected override DateTime DeadlineCore => DateTime.MaxValue;
    protected override Metadata RequestHeadersCore { get; } = new() { { "authorization", authorization } };
    protected override CancellationToken CancellationTokenCore => _stop.Token;
    protected override Metadata ResponseTrailersCore { get; } = [];
    protected override Status StatusCore { get; set; }
    protected override WriteOptions? WriteOptionsCore { get; set; }
    protected override AuthContext AuthContextCore => throw new NotSupportedException();

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotSupportedException();
}

/// <summary>Waits for a condition, never for a fixed time.</summary>
public static class Until
{
    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        var start = System.Diagnostics.Stopwatch.StartNew();
        while (!await condition())
        {
            if (start.Elapsed > TimeSpan.FromSeconds(30))
                throw new TimeoutException($"not within 30 s: {what}");
            await Task.Yield();
            await Task.Delay(5);
        }
    }
}
