using Dapper;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Proposals.Channels;
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
        var (head, _) = await service.History.HeadAsync(connection);
        // Without TLS, services are alike to each other, and each says who it is.
        var witness = Catalogue.Find(caller.Account)?.Name ?? request.Own?.Head?.Source ?? "";
        var isFollower = caller.Is(Role.Service) && Catalogue.Find(witness) is not null;
        var after = request.AfterHash.IsEmpty ? 0 : request.After;
        var hash = await service.History.HashAtAsync(connection, after);
        if (isFollower)
            service.History.Told(witness, isFollower: true, after, request.AfterHash.Memory, head, hash);
        if (after > 0 && (hash is null || !request.AfterHash.Span.SequenceEqual(hash)))
            throw RefusalStatus.ToException(CommonRefusals.HistoryForked);

        var response = new ReadEventsResponse { Head = Math.Max(0, head) };
        if (isFollower && request.Own?.Head.Source == witness && service.History.Remember(request.Own) is { } known)
            response.Caller = known;
        var size = 0;
        foreach (
            var entry in await JournalPage.ReadAsync(
                connection,
                service,
                caller.Committee,
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
                    page = await JournalPage.ReadAsync(connection, service, caller.Committee, after, MaxPage);
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
        var (service, caller) = await OpenAsync(
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
        var (position, hash) = await service.History.HeadAsync(connection);
        var journal = new Journal.V1.Journal
        {
            Source = service.Name,
            Head = new Position
            {
                Source = service.Name,
                Shard = service.Shard,
                Position_ = Math.Max(0, position),
            },
            Shards = _services[service.Name].All.Count,
            HeadHash = ByteString.CopyFrom(hash),
            Parked = await connection.QuerySingleAsync<long>(
                "SELECT COUNT(*) FROM parked WHERE @committee = '' OR committee = @committee",
                new { committee = caller.Committee }
            ),
        };
        journal.Checkpoints.AddRange(await service.CheckpointsAsync(connection));
        journal.Problems.AddRange(service.Problems);
        return journal;
    }

    /// <inheritdoc />
    public override async Task<VerifyJournalResponse> VerifyJournal(
        VerifyJournalRequest request,
        ServerCallContext context
    )
    {
        var (service, caller) = await OpenAsync(
            request.Source,
            request.Shard,
            context,
            Role.Service,
            Role.AuditAdministrator,
            Role.SystemAdministrator
        );
        return await new Verification(service, caller.Committee).RunAsync(context.CancellationToken);
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

    private async Task<(ServiceShard Service, Caller Caller)> OpenAsync(
        string source,
        int shard,
        ServerCallContext context,
        params Role[] roles
    )
    {
        // Every service of the process knows the sign-in sessions. An anonymous caller must not learn whether a journal
        // is in this process.
        var caller = await _services.Values.First().Of(context).IdentifyAsync(context, roles);
        if (!_services.TryGetValue(source, out var shards) || shard < 0 || shard >= shards.All.Count)
            throw RefusalStatus.ToException(CommonRefusals.NotFound);
        // A committee lies in one shard; its users need not know which.
        return (caller.Committee.Length > 0 ? shards.Of(caller.Committee) : shards.All[shard], caller);
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
