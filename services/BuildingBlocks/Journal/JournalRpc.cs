using Dapper;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Proposals.Directory.V1;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>The journal RPCs, for every service in this process.</summary>
public sealed class JournalRpc(IEnumerable<ServiceShard> services, IHostApplicationLifetime? lifetime = null)
    : JournalService.JournalServiceBase
{
    private const int MaxPage = 500;
    private const int MaxPageBytes = 2 * 1024 * 1024;
    private readonly Dictionary<string, Shards> _services = services
        .GroupBy(s => s.Name, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => new Shards([.. g.OrderBy(s => s.Shard)]), StringComparer.Ordinal);

    /// <inheritdoc />
    public override async Task<ReadEventsResponse> ReadEvents(ReadEventsRequest request, ServerCallContext context)
    {
        var (service, caller) = await OpenAsync(
            request.Source,
            request.Shard,
            context,
            Role.Service,
            Role.AuditAdministrator
        );
        if (request.Limit is < 0 or > MaxPage || request.After < 0)
            throw RefusalStatus.ToException(CommonRefusals.InvalidPage);
        await using var connection = await service.Database.OpenReaderAsync(
            caller.Committee,
            context.CancellationToken
        );
        var head = await connection.QuerySingleAsync<long>("SELECT position FROM journal_head");
        if (request.After > 0 && !request.AfterHash.IsEmpty)
        {
            var hash = await connection.QueryFirstOrDefaultAsync<byte[]>(
                "SELECT hash FROM journal WHERE shard = @shard AND position = @After",
                new { shard = (long)service.Shard, request.After }
            );
            if (hash is null || !request.AfterHash.Span.SequenceEqual(hash))
                throw RefusalStatus.ToException(CommonRefusals.HistoryForked);
        }

        var response = new ReadEventsResponse { Head = head };
        var size = 0;
        foreach (
            var entry in await PageAsync(
                connection,
                service,
                caller,
                request.After,
                request.Limit == 0 ? MaxPage : request.Limit
            )
        )
        {
            // A client accepts 4 MB. When the page ends before the head, the reader asks again.
            if ((size += entry.CalculateSize()) > MaxPageBytes && response.Events.Count > 0)
                break;
            response.Events.Add(entry);
        }

        return response;
    }

    /// <inheritdoc />
    public override async Task WatchEvents(
        WatchEventsRequest request,
        IServerStreamWriter<WatchEventsResponse> responseStream,
        ServerCallContext context
    )
    {
        Role[] roles = [Role.Service, Role.AuditAdministrator];
        var (service, caller) = await OpenAsync(request.Source, request.Shard, context, roles);
        if (request.After < 0)
            throw RefusalStatus.ToException(CommonRefusals.InvalidPage);
        var rights = await StandingCaller.OpenAsync(service, context, roles);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken,
            lifetime?.ApplicationStopping ?? CancellationToken.None
        );
        var (after, stop) = (request.After, ending.Token);
        try
        {
            while (true)
            {
                var next = service.Committed.Next;
                await rights.CheckAsync(StandingCaller.Idle);
                IReadOnlyList<Event> page;
                await using (var connection = await service.Database.OpenReaderAsync(caller.Committee, stop))
                    page = await PageAsync(connection, service, caller, after, MaxPage);
                foreach (var entry in page)
                {
                    await rights.CheckAsync(StandingCaller.Sending);
                    await responseStream.WriteAsync(new WatchEventsResponse { Event = entry }, stop);
                    after = entry.Position;
                }

                // The pulse covers this process's commits; polling finds those of another replica.
                if (page.Count < MaxPage)
                    await Task.WhenAny(next, Task.Delay(TimeSpan.FromSeconds(1), stop)).WaitAsync(stop);
            }
        }
        catch (OperationCanceledException)
            when (ending.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            // This process is stopping, its caller is not: the caller asks another replica for the rest.
            throw RefusalStatus.ToException(CommonRefusals.OutcomeUnknown);
        }
    }

    /// <inheritdoc />
    public override async Task<Journal.V1.Journal> GetJournal(GetJournalRequest request, ServerCallContext context)
    {
        var (service, _) = await OpenAsync(
            request.Source,
            request.Shard,
            context,
            Role.Service,
            Role.AuditAdministrator,
            Role.SystemAdministrator,
            Role.ProposalsOffice,
            Role.Supervisor
        );
        await using var connection = await service.Database.OpenReaderAsync(context.CancellationToken);
        var (position, hash) = await connection.QuerySingleAsync<(long, byte[])>(
            "SELECT position, hash FROM journal_head"
        );
        var journal = new Journal.V1.Journal
        {
            Source = service.Name,
            Head = new Position
            {
                Source = service.Name,
                Shard = service.Shard,
                Position_ = position,
            },
            Shards = _services[service.Name].All.Count,
            HeadHash = ByteString.CopyFrom(hash),
            Parked = await connection.QuerySingleAsync<long>("SELECT COUNT(*) FROM parked"),
        };
        journal.Checkpoints.AddRange(await service.CheckpointsAsync(connection));
        return journal;
    }

    /// <inheritdoc />
    public override async Task<VerifyJournalResponse> VerifyJournal(
        VerifyJournalRequest request,
        ServerCallContext context
    )
    {
        var (service, _) = await OpenAsync(
            request.Source,
            request.Shard,
            context,
            Role.Service,
            Role.AuditAdministrator,
            Role.SystemAdministrator
        );
        await using var connection = await service.Database.OpenReaderAsync(context.CancellationToken);
        // The head is read first. Rows added meanwhile are then not reported missing, and every row up to the head must
        // exist.
        var (head, headHash) = await connection.QuerySingleAsync<(long, byte[])>(
            "SELECT position, hash FROM journal_head"
        );
        var (position, hash) = (0L, JournalChain.Zero);
        while (position < head)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            var page = await PageAsync(connection, service, Caller.OfService(service.Name), position, MaxPage);
            foreach (var entry in page.TakeWhile(_ => position < head))
            {
                if (JournalChain.Problem(entry, position, hash) is { Length: > 0 } problem)
                    return Bad(position, position + 1, problem);
                (position, hash) = (entry.Position, entry.Hash.ToByteArray());
            }

            if (page.Count == 0)
                return Bad(position, position + 1, $"第 {position + 1} 条起缺失，头部记为第 {head} 条");
        }

        if (!hash.AsSpan().SequenceEqual(headHash))
            return Bad(position, position, "末条的哈希与头部记录不符");
        if (
            await connection.QuerySingleAsync<long>(
                """
                SELECT COUNT(*) FROM journal WHERE position > @head AND position > (SELECT position FROM journal_head)
                """,
                new { head }
            ) > 0
        )
        {
            return Bad(position, head + 1, "头部之后还有记录");
        }

        // Each condition uses the primary key, so a journal of millions of rows is not scanned again.
        foreach (var elsewhere in new[] { "shard < @shard", "shard > @shard", "shard = @shard AND position < 1" })
        {
            if (
                await connection.QuerySingleAsync<long>(
                    $"SELECT COUNT(*) FROM (SELECT position FROM journal WHERE {elsewhere} LIMIT 1) AS found",
                    new { shard = (long)service.Shard }
                ) > 0
            )
                return Bad(position, 0, "有不属于任何位置的记录");
        }

        return new VerifyJournalResponse { Events = position, HeadHash = ByteString.CopyFrom(hash) };

        static VerifyJournalResponse Bad(long walked, long at, string problem) =>
            new()
            {
                Events = walked,
                FirstBadPosition = at,
                Problem = problem,
            };
    }

    /// <inheritdoc />
    public override async Task<ListParkedEventsResponse> ListParkedEvents(
        ListParkedEventsRequest request,
        ServerCallContext context
    )
    {
        var (service, caller) = await OpenAsync(
            request.Service,
            request.Shard,
            context,
            Role.Service,
            Role.AuditAdministrator,
            Role.SystemAdministrator
        );
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            throw RefusalStatus.ToException(refusal);
        await using var connection = await service.Database.OpenReaderAsync(
            caller.Committee,
            context.CancellationToken
        );
        var rows = (
            await connection.QueryAsync<ParkedRow>(
                """
                SELECT source, position, event, error, parked_at FROM parked
                WHERE (@committee = '' OR committee = @committee)
                  AND source || '/' || substr('00000000000000000000' || CAST(position AS TEXT),
                    length(CAST(position AS TEXT)) + 1, 20) > @After
                ORDER BY source, position LIMIT @Limit
                """,
                new
                {
                    committee = caller.Committee,
                    page.After,
                    page.Limit,
                }
            )
        ).AsList();
        var (shown, next) = page.Cut(rows, r => $"{r.Source}/{r.Position:D20}");
        var response = new ListParkedEventsResponse { NextPageToken = next };
        response.ParkedEvents.AddRange(
            shown.Select(r => new ParkedEvent
            {
                Service = service.Name,
                Event = Event.Parser.ParseFrom(r.Event),
                Error = r.Error,
                ParkedAt = Timestamp.FromDateTimeOffset(r.ParkedAt),
            })
        );
        return response;
    }

    /// <inheritdoc />
    public override async Task<RetryParkedEventsResponse> RetryParkedEvents(
        RetryParkedEventsRequest request,
        ServerCallContext context
    )
    {
        var (service, caller) = await OpenAsync(
            request.Service,
            request.Shard,
            context,
            Role.Service,
            Role.SystemAdministrator
        );
        var decision = await service.RetryParkedAsync(request.Aggregate, context.CancellationToken, caller.Committee);
        return decision.Decided(out var applied, out var refusal)
            ? new RetryParkedEventsResponse { Applied = applied }
            : throw RefusalStatus.ToException(refusal);
    }

    /// <summary>
    /// Reads one page of a journal. A caller that is not a service sees only its own committee's events.
    /// </summary>
    private static async Task<IReadOnlyList<Event>> PageAsync(
        System.Data.Common.DbConnection connection,
        ServiceShard service,
        Caller caller,
        long after,
        int limit
    )
    {
        var rows = await connection.QueryAsync<EventRow>(
            """
            SELECT position, committee, aggregate, version, type, at, actor, command_id, body, prev_hash, hash,
              trace_parent
            FROM journal
            WHERE shard = @shard AND position > @after AND (@committee = '' OR committee = @committee)
            ORDER BY position LIMIT @limit
            """,
            new
            {
                shard = (long)service.Shard,
                after,
                committee = caller.Committee,
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
            }),
        ];
    }

    private async Task<(ServiceShard Service, Caller Caller)> OpenAsync(
        string source,
        int shard,
        ServerCallContext context,
        params Role[] roles
    )
    {
        // Every service of the process knows the sign-in sessions. An anonymous caller must not learn whether a journal
        // is in this process.
        var caller = await _services.Values.First().Of(context).CallerAsync(context, roles);
        if (!_services.TryGetValue(source, out var shards) || shard < 0 || shard >= shards.All.Count)
            throw RefusalStatus.ToException(CommonRefusals.NotFound);
        // A committee lies in one shard; its users need not know which.
        return (caller.Committee.Length > 0 ? shards.Of(caller.Committee) : shards.All[shard], caller);
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
    }

    private sealed record ParkedRow
    {
        public string Source { get; init; } = "";
        public long Position { get; init; }
        public byte[] Event { get; init; } = [];
        public string Error { get; init; } = "";
        public DateTimeOffset ParkedAt { get; init; }
    }
}
