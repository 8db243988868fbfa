using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Google.Protobuf;
using Grpc.Core;
using Proposals.Channels;

namespace Proposals.BuildingBlocks;

/// <summary>
/// The shards of a service as its RPCs see them; the committee decides the shard (docs/decisions/0017). A committee's
/// rows, its journal and the copies that feed it lie in the same shard of every service. So a consumer of shard 2
/// follows shard 2 of its sources, and a command never needs two shards.
/// </summary>
public sealed class Shards(IReadOnlyList<ServiceShard> all)
{
    /// <summary>Largest number of shards of a suite.</summary>
    public const int MaxCount = 64;

    /// <summary>The shards, by number.</summary>
    public IReadOnlyList<ServiceShard> All => all;

    /// <summary>
    /// The shard of a committee: the first eight bytes of the SHA-256 of its id, modulo the count. It must never
    /// change, because it says where existing rows lie.
    /// </summary>
    public static int NumberOf(string committee, int count)
    {
        if (count == 1)
            return 0;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(committee), hash);
        return (int)(BinaryPrimitives.ReadUInt64BigEndian(hash) % (ulong)count);
    }

    /// <summary>The shard of a committee.</summary>
    public ServiceShard Of(string committee) => all[NumberOf(committee, all.Count)];

    /// <summary>
    /// The shard of the committee with which the caller's token begins. That shard then checks the token; no shard
    /// accepts a forged one.
    /// </summary>
    public ServiceShard Of(ServerCallContext context) =>
        all.Count > 1
        && context.RequestHeaders.GetValue("authorization") is { } shown
        && shown.StartsWith("Bearer ", StringComparison.Ordinal)
            ? Of(Token.CommitteeOf(shown["Bearer ".Length..]))
            : all[0];

    /// <summary>Runs a command in the caller's shard; see <see cref="ServiceShard"/>.</summary>
    public Task<TResponse> CommandAsync<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        Func<TRequest, Transaction, Task<Decision<TResponse>>> handle,
        params Directory.V1.Role[] roles
    )
        where TRequest : IMessage
        where TResponse : class, IMessage, new() => Of(context).CommandAsync(request, context, handle, roles);

    /// <summary>Answers a query from the caller's shard; see <see cref="ServiceShard"/>.</summary>
    public Task<TResponse> QueryAsync<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        Func<TRequest, Query, Task<Decision<TResponse>>> handle,
        params Directory.V1.Role[] roles
    )
        where TRequest : IMessage
        where TResponse : class, IMessage, new() => Of(context).QueryAsync(request, context, handle, roles);

    /// <summary>
    /// Answers a query that needs no token, from the shard of the requested committee; see <see cref="ServiceShard"/>.
    /// </summary>
    public Task<TResponse> PublicQueryAsync<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        Decision<string> committee,
        Func<TRequest, Query, Task<Decision<TResponse>>> handle
    )
        where TRequest : IMessage
        where TResponse : class, IMessage, new() =>
        Of(committee.Decided(out var id, out _) ? id : "").PublicQueryAsync(request, context, committee, handle);

    /// <summary>
    /// Answers a query of the gateway on its own account, from the shard of the requested committee; see
    /// <see cref="ServiceShard"/>.
    /// </summary>
    public Task<TResponse> GatewayQueryAsync<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        Decision<string> committee,
        Func<TRequest, Query, Task<Decision<TResponse>>> handle
    )
        where TRequest : IMessage
        where TResponse : class, IMessage, new() =>
        Of(committee.Decided(out var id, out _) ? id : "").GatewayQueryAsync(request, context, committee, handle);

    /// <summary>
    /// Claims an empty database, which has neither written nor followed a journal, for a shard; otherwise checks that
    /// it is that shard. Throws <see cref="SetupException"/> for another shard's database. Its committees would not be
    /// found there, and rows written there would be lost to the other processes.
    /// </summary>
    public static async Task ClaimAsync(Database database, string service, int shard, int count, CancellationToken stop)
    {
        await using var connection = await database.OpenWriterAsync(stop);
        await connection.ExecuteAsync(
            """
            UPDATE journal_head
            SET shard = @shard, shards = @count
            WHERE position = 0 AND NOT EXISTS (SELECT 1 FROM checkpoints)
            """,
            new { shard = (long)shard, count = (long)count }
        );
        var (held, of) =
            await connection.QueryFirstOrDefaultAsync<(long, long)?>("SELECT shard, shards FROM journal_head")
            ?? throw new SetupException(
                $"{service} 的数据库里没有日志头部的记录，它被清空或改动过；"
                    + "请保留现场，按运维手册“数据库丢失”从同一份备份恢复全部数据库。"
            );
        if (held != shard || of != count)
            throw new SetupException(
                $"{service} 的数据库是第 {held} 片（共 {of} 片），而配置要求第 {shard} 片（共 {count} 片）。"
                    + "请核对 Shards:Count 与各片的连接串。"
            );
    }
}
