using System.Text;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Says why, beside the NOT_SERVING of grpc.health.v1: its answer has no place for a reason, so that stands in a
/// trailer, which <c>health</c> prints.
/// </summary>
public sealed class HealthProblems(IEnumerable<ServiceShard> services) : Interceptor
{
    /// <summary>Name of the trailer: sentences in UTF-8, one a line.</summary>
    public const string Trailer = "problems-bin";

    private const int MaxProblems = 5;

    /// <inheritdoc />
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation
    )
    {
        var answer = continuation(request, context);
        return PeerRules.IsHealth(context.Method) ? WithProblemsAsync(answer, context) : answer;
    }

    private async Task<TResponse> WithProblemsAsync<TResponse>(Task<TResponse> pending, ServerCallContext context)
    {
        var answer = await pending;
        if (string.Join('\n', services.SelectMany(s => s.Problems).Distinct().Take(MaxProblems)) is { Length: > 0 } why)
            context.ResponseTrailers.Add(Trailer, Encoding.UTF8.GetBytes(why));
        return answer;
    }

    /// <summary>The sentences of an answer, in one line; empty when there are none.</summary>
    public static string Read(Metadata trailers) =>
        trailers.FirstOrDefault(t => t.Key == Trailer) is { } found
            ? Encoding.UTF8.GetString(found.ValueBytes).Replace('\n', ' ')
            : "";
}
