using System.Data.Common;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Proposals.Channels;
using Proposals.Directory.V1;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>One shard of a service as its use cases see it: its database, writer, clock and callers.</summary>
public sealed class ServiceShard : IAsyncDisposable
{
    /// <summary>Timeout of a call whose client set no deadline.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Largest number of rows that one run of a sweep takes; the next run takes the rest.</summary>
    private const long MaxSwept = 200;

    // Of the time that a call has left, the part that it may wait for positions; the rest is for its answer.
    private const double PartOfDeadline = 0.8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2),
        LookEvery = TimeSpan.FromMilliseconds(50);
    private readonly Lock _looking = new();
    private readonly byte[] _secret;
    private readonly List<Consumer> _consumers = [];
    private (Task<Dictionary<string, long>> Answer, long At, long Beats) _look = (
        Task.FromResult(new Dictionary<string, long>()),
        0,
        -1
    );

    /// <summary>
    /// Opens the shard. Services of the suite present <paramref name="secret"/> to each other; an empty one admits
    /// none.
    /// </summary>
    public ServiceShard(
        string name,
        int shard,
        Database database,
        TimeProvider clock,
        Ids ids,
        string secret,
        Func<string, byte[], CancellationToken, Task<SignInSession?>> askDirectory,
        ILogger log
    )
    {
        (Name, Shard, Database, Clock, _secret) = (name, shard, database, clock, Encoding.UTF8.GetBytes(secret));
        Callers = new Callers(database, clock, askDirectory);
        Writer = new Writer(name, shard, database, clock, ids, OnCommitted, log);
        History = new History(this, log);
        Writer.Gate = History.Refuses;
    }

    /// <summary>Name of the service, e.g. "intake".</summary>
    public string Name { get; }

    /// <summary>Number of this shard; 0 when there is only one.</summary>
    public int Shard { get; }

    /// <summary>How long a call waits for what its caller has seen elsewhere.</summary>
    public TimeSpan Wait { get; init; } = PositionsSettings.Default;

    /// <summary>Its own database.</summary>
    public Database Database { get; }

    /// <summary>The only way to write.</summary>
    public Writer Writer { get; }

    /// <summary>Whether its journal still holds what others have read of it.</summary>
    public History History { get; }

    /// <summary>Held while it is verified.</summary>
    internal SemaphoreSlim Verifying { get; } = new(1, 1);

    /// <summary>How its rows are proven; without a module only its journal is.</summary>
    internal Proof Proof { get; set; } = Proof.OfNothing;

    /// <summary>
    /// Why it does not serve, one sentence each, in Chinese: something is lost here or in a journal that it follows, or
    /// nothing can be written. Empty when it serves.
    /// </summary>
    public IReadOnlyList<string> Problems =>
        [
            .. History
                .Problems.Concat(_consumers.Select(c => c.Problem))
                .Append(Writer.Failure is { Length: > 0 } failure ? $"{History.NameOf(Name, Shard)}的{failure}。" : "")
                .Append(
                    Database.Dialect.Shortage() is { Length: > 0 } full
                        ? $"{History.NameOf(Name, Shard)}的{full}。"
                        : ""
                )
                .Where(p => p.Length > 0),
        ];

    /// <summary>Looks at the database and writes to it, so that <see cref="Problems"/> is up to date.</summary>
    public async Task LookAsync(CancellationToken stop)
    {
        await History.LookAsync(stop);
        await Writer.ProbeAsync(stop);
    }

    /// <summary>The same after a look; a database that does not answer is a problem too.</summary>
    public async Task<IReadOnlyList<string>> AskAsync(CancellationToken stop)
    {
        try
        {
            await LookAsync(stop);
            return Problems;
        }
        catch (Exception e) when (e is DbException or IOException or TimeoutException or InvalidOperationException)
        {
            return [.. Problems, $"{History.NameOf(Name, Shard)}的数据库没有应答。"];
        }
    }

    /// <summary>Server time.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Finds the caller of a token.</summary>
    public Callers Callers { get; }

    /// <summary>Beats after events were committed here.</summary>
    public Pulse Committed { get; } = new();

    /// <summary>Beats after events of another journal were applied here.</summary>
    public Pulse Applied { get; } = new();

    /// <summary>
    /// Beats when a calendar has been applied, after which due dates are counted again: the sweep then runs at once.
    /// </summary>
    public Pulse Recounting { get; } = new();

    /// <summary>The journals that it follows.</summary>
    public IReadOnlyList<Consumer> Consumers => _consumers;

    /// <summary>Called after every commit with its events.</summary>
    public Action<IReadOnlyList<Event>> Announce { get; set; } = _ => { };

    /// <summary>Follows another journal from now on.</summary>
    public void Follow(Consumer consumer) => _consumers.Add(consumer);

    /// <summary>
    /// Runs a command: identifies the caller, checks its roles, runs the transaction and answers. A repeated request_id
    /// gets the first answer and changes nothing. The trailer journal-position ("intake/0/123") says up to which
    /// position the journal contains the command.
    /// </summary>
    public async Task<TResponse> CommandAsync<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        Func<TRequest, Transaction, Task<Decision<TResponse>>> handle,
        params Role[] roles
    )
        where TRequest : IMessage
        where TResponse : class, IMessage, new()
    {
        var caller = await CallerAsync(context, roles);
        return await CommandAsync(request, context, handle, caller);
    }

    /// <summary>Runs a command for a caller that was identified in another way.</summary>
    public async Task<TResponse> CommandAsync<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        Func<TRequest, Transaction, Task<Decision<TResponse>>> handle,
        Caller caller
    )
        where TRequest : IMessage
        where TResponse : class, IMessage, new()
    {
        var requestId = CallFields.Of(request).RequestIdOf(request);
        if (Input.Text(requestId, "request_id", 64) is { } refused)
            throw RefusalStatus.ToException(refused);
        using var deadline = WithDeadline(context);
        using var meter = CommandMeter.Of(Name, context.Method, caller);
        var answer = meter.Answered(
            await Writer.RunAsync(
                new Job
                {
                    Caller = caller,
                    CommandId = requestId,
                    Method = context.Method,
                    Fingerprint = FingerprintOf(request, caller),
                    Run = async tx =>
                        (await handle(request, tx)).Decided(out var value, out var no)
                            ? Decision<IMessage>.Yes(value)
                            : no,
                },
                deadline.Token
            )
        );
        Tell(context, answer);
        if (answer.Refusal is { } refusal)
            throw RefusalStatus.ToException(refusal);
        context.ResponseTrailers.Add(PositionHeaders.Written, $"{Name}/{Shard}/{answer.Position}");
        if (answer.Message is TResponse response)
            return response;
        var remembered = new TResponse();
        remembered.MergeFrom(answer.Remembered);
        return remembered;
    }

    /// <summary>
    /// Answers a query. A request with the field min_positions waits for them up to 2 s and is answered in any case,
    /// then with `stale` set; the header of that name does not count then. `as_of` gives the positions the answer is
    /// based on.
    /// </summary>
    public async Task<TResponse> QueryAsync<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        Func<TRequest, Query, Task<Decision<TResponse>>> handle,
        params Role[] roles
    )
        where TRequest : IMessage
        where TResponse : class, IMessage, new() =>
        await AnswerAsync(
            request,
            context,
            handle,
            IsContentWithStale(request) ? await IdentifyAsync(context, roles) : await CallerAsync(context, roles)
        );

    /// <summary>
    /// Answers a query that needs no token and ignores one that is sent. The caller has no role, member or unit. It
    /// sees only the committee with which the request's resource name begins (<see cref="ResourceName.Committee"/>). An
    /// unknown committee is NOT_FOUND, like everything that is not public. "" means no committee.
    /// </summary>
    public async Task<TResponse> PublicQueryAsync<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        Decision<string> committee,
        Func<TRequest, Query, Task<Decision<TResponse>>> handle
    )
        where TRequest : IMessage
        where TResponse : class, IMessage, new()
    {
        if (!PublicMethods.Contains(context.Method))
            throw RefusalStatus.ToException(CommonRefusals.Unauthenticated);
        if (!committee.Decided(out var id, out var refused))
            throw RefusalStatus.ToException(refused);
        if (!IsContentWithStale(request))
            await ReachSeenAsync(context);
        return await AnswerAsync(
            request,
            context,
            async (r, query) =>
                id.Length > 0
                && await query.OneAsync<string>("SELECT committee FROM committees WHERE committee = @id", new { id })
                    is null
                    ? CommonRefusals.NotFound
                    : await handle(r, query),
            Caller.Anonymous(id)
        );
    }

    /// <summary>
    /// Answers a query of the gateway on its own account, about one committee. Users and services are refused.
    /// </summary>
    public async Task<TResponse> GatewayQueryAsync<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        Decision<string> committee,
        Func<TRequest, Query, Task<Decision<TResponse>>> handle
    )
        where TRequest : IMessage
        where TResponse : class, IMessage, new()
    {
        if (!Peer.Of(context).IsGateway(context.RequestHeaders.GetValue("authorization") ?? "", _secret))
            throw RefusalStatus.ToException(
                await AuthenticateAsync(context) is null ? CommonRefusals.Unauthenticated : CommonRefusals.RoleRequired
            );
        if (!committee.Decided(out var id, out var refused))
            throw RefusalStatus.ToException(refused);
        return await AnswerAsync(request, context, handle, new Caller(Identity.Gateway, id, []));
    }

    private async Task<TResponse> AnswerAsync<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        Func<TRequest, Query, Task<Decision<TResponse>>> handle,
        Caller caller
    )
        where TRequest : IMessage
        where TResponse : class, IMessage, new()
    {
        using var deadline = WithDeadline(context);
        var stale = !await ReachAsync(CallFields.Of(request).MinPositionsOf(request), Patience, deadline.Token);
        await using var connection = await Database.OpenReaderAsync(caller.Committee, deadline.Token);
        var answer = CallFields.Of<TResponse>();
        // All of its reads are of one instant: a command that is committed in between is in all of them or in none.
        await using var snapshot = await Database.Dialect.SnapshotAsync(connection, deadline.Token);
        var asOf = await PositionsAsync(connection);
        // Positions count what happens in all committees, and the public has done nothing that it must see again.
        if (!PublicMethods.Contains(context.Method))
            Tell(context, PositionHeaders.Of(asOf));
        var decision = await handle(request, new Query(connection, caller, Instant.Cut(Clock.GetUtcNow())));
        if (!decision.Decided(out var response, out var refusal))
            throw RefusalStatus.ToException(refusal);
        answer.Mark(response, asOf, stale);
        return response;
    }

    /// <summary>
    /// Returns the caller as soon as everything has arrived here that it has seen. It must have one of the roles, any
    /// when none is given. Refusal: NOT_YET.
    /// </summary>
    public async Task<Caller> CallerAsync(ServerCallContext context, params Role[] roles)
    {
        var caller = await AuthenticateAsync(context) ?? throw Unknown(context);
        // Its roles may have arrived meanwhile.
        if (await ReachSeenAsync(context))
            caller = await AuthenticateAsync(context, anew: true) ?? throw Unknown(context);
        return Admitted(caller, roles);
    }

    /// <summary>Returns the caller without waiting for what it has seen.</summary>
    public async Task<Caller> IdentifyAsync(ServerCallContext context, params Role[] roles) =>
        Admitted(await AuthenticateAsync(context) ?? throw Unknown(context), roles);

    /// <summary>
    /// Tells a caller how far its answer knows the journals, in the trailer `positions`: its own journal up to the
    /// command, and those that it follows.
    /// </summary>
    public void Tell(ServerCallContext context, JobAnswer answer)
    {
        if (answer.Head == 0)
            return;
        var positions = new StringBuilder();
        PositionHeaders.Append(positions, Name, Shard, answer.Head);
        foreach (var consumer in _consumers)
            PositionHeaders.Append(positions, consumer.Source, Shard, consumer.Applied);
        Tell(context, positions.ToString());
    }

    /// <summary>The address from which the user calls, for limits by address.</summary>
    public string ClientAddressOf(ServerCallContext context) => ClientAddress.Of(context, _secret);

    /// <summary>Ends with the call, or after <see cref="DefaultTimeout"/> when its client set no deadline.</summary>
    public static CancellationTokenSource WithDeadline(ServerCallContext context)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        if (context.Deadline == DateTime.MaxValue)
            source.CancelAfter(DefaultTimeout);
        return source;
    }

    /// <summary>Runs a job on the service's own account, e.g. a timer's sweep of one committee.</summary>
    public async Task SweepAsync(string what, string committee, Func<Transaction, Task> run, CancellationToken stop) =>
        await Writer.RunAsync(
            new Job
            {
                Caller = Caller.System(committee),
                CommandId = what,
                Run = async tx =>
                {
                    await run(tx);
                    return Decision<IMessage>.Yes(new Empty());
                },
            },
            stop
        );

    /// <summary>Runs a job for every row that has become due, each in a transaction of its committee.</summary>
    /// <param name="what">Name of the sweep, e.g. "expire-invitation".</param>
    /// <param name="due">
    /// Query for committee and id of the rows due at @now, at most @limit rows, the oldest first.
    /// </param>
    /// <param name="run">The job for an id. The row may have changed since the query.</param>
    /// <param name="stop">Ends the sweep between two rows.</param>
    public async Task SweepEachAsync(
        string what,
        string due,
        Func<Transaction, string, Task> run,
        CancellationToken stop
    )
    {
        IReadOnlyList<(string Committee, string Id)> rows;
        await using (var connection = await Database.OpenReaderAsync(stop))
        {
            var args = new { now = Clock.GetUtcNow(), limit = MaxSwept };
            rows = (await connection.QueryAsync<(string, string)>(due, args)).AsList();
        }

        foreach (var (committee, id) in rows)
            await SweepAsync($"{what}:{id}", committee, tx => run(tx, id), stop);
    }

    /// <summary>Returns how far one journal has been applied here.</summary>
    public async Task<(long Position, byte[] Hash)> CheckpointAsync(string source, CancellationToken stop)
    {
        await using var connection = await Database.OpenReaderAsync(stop);
        var row = await connection.QueryFirstOrDefaultAsync<(long Position, byte[] Hash)?>(
            "SELECT position, hash FROM checkpoints WHERE source = @source AND shard = @shard",
            new { source, shard = (long)Shard }
        );
        return row ?? (0, JournalChain.Zero);
    }

    /// <summary>Returns the head of its own journal.</summary>
    internal async Task<KnownHead> HeadAsync(CancellationToken stop)
    {
        await using var connection = await Database.OpenReaderAsync(stop);
        var (position, hash) = await History.HeadAsync(connection);
        return new KnownHead
        {
            Head = new Position
            {
                Source = Name,
                Shard = Shard,
                Position_ = Math.Max(0, position),
            },
            Hash = ByteString.CopyFrom(hash),
        };
    }

    /// <summary>Returns how far every followed journal has been applied here.</summary>
    public async Task<IReadOnlyList<Position>> CheckpointsAsync(DbConnection connection) =>
        [
            .. (
                await connection.QueryAsync<(string Source, long Position)>(
                    "SELECT source, position FROM checkpoints WHERE shard = @shard ORDER BY source",
                    new { shard = (long)Shard }
                )
            ).Select(r => At(r.Source, r.Position)),
        ];

    /// <summary>
    /// Applies the parked events of an aggregate again, of one committee or, with "", of all. Refusals: NOT_FOUND,
    /// STILL_FAILING.
    /// </summary>
    public async Task<Decision<int>> RetryParkedAsync(string aggregate, CancellationToken stop, string committee = "")
    {
        var applied = 0;
        foreach (var consumer in _consumers)
        {
            try
            {
                applied += await consumer.RetryAsync(aggregate, stop, committee);
            }
            catch (Exception e) when (e is not OperationCanceledException && !Database.Dialect.IsOutage(e))
            {
                return CommonRefusals.StillFailing.Because(
                    $"{CommonRefusals.StillFailing.Message}（{e.GetType().Name}）"
                );
            }
        }

        return applied == 0 ? CommonRefusals.NotFound : applied;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        Verifying.Dispose();
        if (Database.Dialect is IAsyncDisposable connections)
            await connections.DisposeAsync();
    }

    private static Caller Admitted(Caller caller, Role[] roles) =>
        (roles.Length == 0 ? caller.Is(Role.Service) : !caller.Is(roles))
            ? throw RefusalStatus.ToException(CommonRefusals.RoleRequired)
            : caller;

    private static RpcException Unknown(ServerCallContext context) =>
        RefusalStatus.ToException(
            TokenOf(context).Length > 0
                ? CommonRefusals.Unauthenticated.Because("登录已过期，或已在别处结束，请重新登录。")
                : CommonRefusals.Unauthenticated
        );

    private ValueTask<Caller?> AuthenticateAsync(ServerCallContext context, bool anew = false)
    {
        if (TokenOf(context) is { Length: > 0 } token)
            return Callers.FindAsync(token, context.CancellationToken, anew);
        var authorization = context.RequestHeaders.GetValue("authorization") ?? "";
        return new(
            Peer.Of(context).ServiceOf(authorization, _secret) is { Length: > 0 } name ? Caller.OfService(name) : null
        );
    }

    /// <summary>The user's token; empty when there is none.</summary>
    private static string TokenOf(ServerCallContext context)
    {
        const string bearer = "Bearer ";
        var authorization = context.RequestHeaders.GetValue("authorization") ?? "";
        return authorization.StartsWith(bearer, StringComparison.Ordinal) && authorization.Length is > 7 and < 200
            ? authorization[bearer.Length..]
            : "";
    }

    /// <summary>
    /// Waits for the positions in the header min-positions (docs/decisions/0034): at most <see cref="Wait"/>, and less
    /// where the call's deadline comes earlier, so that the caller hears NOT_YET and not silence. False when they were
    /// here already.
    /// </summary>
    private ValueTask<bool> ReachSeenAsync(ServerCallContext context)
    {
        if (context.RequestHeaders.GetValue(PositionHeaders.Asked) is not { Length: > 0 } header)
            return new(false);
        if (PositionHeaders.Parse(header) is not { } asked)
            throw RefusalStatus.ToException(CommonRefusals.FieldInvalid.On(PositionHeaders.Asked));
        // A journal that lost its end will not reach it by waiting. The command says what is wrong.
        if (History.Refuses() is not null)
            asked = [.. asked.Where(a => a.Source != Name)];
        return AreKnown(asked) ? new(false) : new(WaitForSeenAsync(context, asked));
    }

    private async Task<bool> WaitForSeenAsync(ServerCallContext context, IReadOnlyList<Position> asked)
    {
        var left = context.Deadline == DateTime.MaxValue ? DefaultTimeout : context.Deadline - DateTime.UtcNow;
        var patience = left * PartOfDeadline;
        if (await ReachAsync(asked, patience < Wait ? patience : Wait, context.CancellationToken))
            return true;
        // The channel must not send it again by itself: this has waited long enough.
        context.ResponseTrailers.Add("grpc-retry-pushback-ms", "-1");
        throw RefusalStatus.ToException(History.Refuses() ?? CommonRefusals.NotYet);
    }

    /// <summary>
    /// Those that matter here. A client names every journal that it has seen. One that this service does not follow
    /// does not affect its answers, so it does not wait for it.
    /// </summary>
    private List<Position> WantedOf(IReadOnlyList<Position> asked) =>
        [.. asked.Where(a => a.Shard == Shard && (a.Source == Name || ConsumerOf(a.Source) is not null))];

    /// <summary>
    /// True when this process knows without asking the database that all that matter here are reached.
    /// </summary>
    private bool AreKnown(IReadOnlyList<Position> asked)
    {
        foreach (var wanted in asked)
        {
            var known = wanted.Source == Name ? Writer.Committed : ConsumerOf(wanted.Source)?.Applied;
            if (wanted.Shard == Shard && wanted.Position_ > known)
                return false;
        }

        return true;
    }

    private Consumer? ConsumerOf(string source)
    {
        foreach (var consumer in _consumers)
        {
            if (consumer.Source == source)
                return consumer;
        }

        return null;
    }

    private async Task<bool> ReachAsync(IReadOnlyList<Position> asked, TimeSpan patience, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        var wanted = WantedOf(asked);
        if (wanted.Count == 0)
            return true;
        while (true)
        {
            var next = Task.WhenAny(Applied.Next, Committed.Next);
            var known = await LookAsync().WaitAsync(stop);
            if (wanted.All(w => known.GetValueOrDefault(w.Source) >= w.Position_))
                return true;
            if (Stopwatch.GetElapsedTime(start) > patience)
                return false;
            // The pulse covers this process only; polling finds what another replica applies.
            await Task.WhenAny(next, Task.Delay(LookEvery, stop));
        }
    }

    private static bool IsContentWithStale(IMessage request) =>
        CallFields.Of(request).MinPositionsOf(request).Count > 0;

    private static void Tell(ServerCallContext context, string positions)
    {
        // A query may ask several shards at once.
        lock (context)
            context.ResponseTrailers.Add(PositionHeaders.Told, positions);
    }

    private Position At(string source, long position) =>
        new()
        {
            Source = source,
            Shard = Shard,
            Position_ = position,
        };

    /// <summary>
    /// Reads the positions of the journals here. All waiting queries share one read, valid until a commit or an applied
    /// page here, or for 50 ms. Positions only grow, so an older read never claims too much.
    /// </summary>
    private Task<Dictionary<string, long>> LookAsync()
    {
        lock (_looking)
        {
            var beats = Applied.Beats + Committed.Beats;
            var good =
                _look.Beats == beats
                && !_look.Answer.IsFaulted
                && !_look.Answer.IsCanceled
                && Stopwatch.GetElapsedTime(_look.At) < LookEvery;
            if (!good)
                _look = (ReadAsync(), Stopwatch.GetTimestamp(), beats);
            return _look.Answer;
        }

        async Task<Dictionary<string, long>> ReadAsync()
        {
            await using var connection = await Database.OpenReaderAsync(CancellationToken.None);
            return (await PositionsAsync(connection)).ToDictionary(
                p => p.Source,
                p => p.Position_,
                StringComparer.Ordinal
            );
        }
    }

    private async Task<IReadOnlyList<Position>> PositionsAsync(DbConnection connection) =>
        [
            .. (
                await connection.QueryAsync<(string Source, long Position)>(
                    """
                    SELECT '' AS source, position FROM journal_head WHERE shard = @shard
                    UNION ALL
                    SELECT source, position FROM checkpoints WHERE shard = @shard
                    ORDER BY source
                    """,
                    new { shard = (long)Shard }
                )
            ).Select(p => At(p.Source.Length == 0 ? Name : p.Source, p.Position)),
        ];

    private void OnCommitted(IReadOnlyList<Event> events)
    {
        Announce(events);
        Committed.Beat();
    }

    /// <summary>
    /// Hash of a request, to tell a retry from another request with the same id. Passwords are left out: their bare
    /// hash must not be stored in a table.
    /// </summary>
    /// <remarks>The hash includes the account, so another account with the same id does not get its answer.</remarks>
    private static byte[] FingerprintOf(IMessage request, Caller caller)
    {
        var (head, bare) = (caller.Account + "\n", CallFields.Of(request).WithoutPasswords(request));
        var length = Encoding.UTF8.GetByteCount(head);
        var bytes = new byte[length + bare.CalculateSize()];
        Encoding.UTF8.GetBytes(head, bytes);
        bare.WriteTo(bytes.AsSpan(length));
        return SHA256.HashData(bytes);
    }
}
