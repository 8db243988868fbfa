using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Google.Protobuf;
using Grpc.Core;

namespace Proposals.BuildingBlocks;

/// <summary>
/// A service as its RPCs see it: one room a shard, and the committee decides which (docs/decisions/0017). A committee's rows, its journal and the copies that feed it lie in the same
/// shard of every service, so a consumer of shard 2 follows shard 2 of its sources, and a command never needs two shards.
/// </summary>
public sealed class Shards(IReadOnlyList<ServiceShard> all)
{
    /// <summary>Most shards of a suite.</summary>
    public const int MaxCount = 64;

    /// <summary>The rooms, by number.</summary>
    public IReadOnlyList<ServiceShard> All => all;

    /// <summary>The shard of a committee among so many: the first eight bytes of the SHA-256 of its id, modulo the count. Never to be changed: rows lie where it said.</summary>
    public static int NumberOf(string committee, int count)
    {
        if (count == 1)
            return 0;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(committee), hash);
        return (int)(BinaryPrimitives.ReadUInt64BigEndian(hash) % (ulong)count);
    }

    /// <summary>The room of a committee.</summary>
    public ServiceShard Of(string committee) => all[NumberOf(committee, all.Count)];

    /// <summary>The room of the committee that the shown token begins with. Whether the token is good is decided there; a forged one is good nowhere.</summary>
    public ServiceShard Of(ServerCallContext context) =>
        all.Count > 1
        && context.RequestHeaders.GetValue("authorization") is { } shown
        && shown.StartsWith("Bearer ", StringComparison.Ordinal)
            ? Of(Token.CommitteeOf(shown["Bearer ".Length..]))
            : all[0];

    /// <summary>Runs a command in the caller's shard: see <see cref="ServiceShard.CommandAsync{TRequest,TResponse}(TRequest,ServerCallContext,Func{TRequest,Transaction,Task{Decision{TResponse}}},Proposals.Directory.V1.Role[])"/>.</summary>
    public Task<TResponse> CommandAsync<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        Func<TRequest, Transaction, Task<Decision<TResponse>>> handle,
        params Directory.V1.Role[] roles
    )
        where TRequest : IMessage
        where TResponse : class, IMessage, new() => Of(context).CommandAsync(request, context, handle, roles);

    /// <summary>Answers a query from the caller's shard: see <see cref="ServiceShard.QueryAsync{TRequest,TResponse}"/>.</summary>
    public Task<TResponse> QueryAsync<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        Func<TRequest, Query, Task<Decision<TResponse>>> handle,
        params Directory.V1.Role[] roles
    )
        where TRequest : IMessage
        where TResponse : class, IMessage, new() => Of(context).QueryAsync(request, context, handle, roles);

    /// <summary>Answers a query that needs no token from the shard of the committee it asks of: see <see cref="ServiceShard.PublicQueryAsync{TRequest,TResponse}"/>.</summary>
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
    /// Takes an empty database, which has neither written nor followed a journal, for a shard, or checks that it is that shard already. Throws <see cref="InvalidOperationException"/>, in Chinese, for another's: committees looked for in the
    /// wrong database would be missing, and written there they would be lost to everybody else.
    /// </summary>
    public static async Task ClaimAsync(Database database, string service, int shard, int count, CancellationToken stop)
    {
        await using var connection = await database.OpenWriterAsync(stop);
        await connection.ExecuteAsync(
            "UPDATE journal_head SET shard = @shard, shards = @count WHERE position = 0 AND NOT EXISTS (SELECT 1 FROM checkpoints)",
            new { shard = (long)shard, count = (long)count }
        );
        var (held, of) = await connection.QuerySingleAsync<(long, long)>("SELECT shard, shards FROM journal_head");
        if (held != shard || of != count)
            throw new InvalidOperationException(
                $"{service} 的数据库是第 {held} 片（共 {of} 片），而配置要求第 {shard} 片（共 {count} 片）。请核对 Shards:Count 与各片的连接串。"
            );
    }
}
