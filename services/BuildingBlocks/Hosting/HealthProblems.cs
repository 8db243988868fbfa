using System.Text;
using Grpc.Core;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Says why, beside the NOT_SERVING of grpc.health.v1: its answer has no place for a reason, so that stands in a
/// trailer, which <c>health</c> prints.
/// </summary>
public sealed class HealthProblems(IEnumerable<ServiceShard> services)
{
    /// <summary>Name of the trailer: sentences in UTF-8, one a line.</summary>
    public const string Trailer = "problems-bin";

    private const int MaxProblems = 5;

    /// <summary>Adds the problems of this process, if there are any, to the answer of a health check.</summary>
    public void Tell(ServerCallContext context)
    {
        if (string.Join('\n', services.SelectMany(s => s.Problems).Distinct().Take(MaxProblems)) is { Length: > 0 } why)
            context.ResponseTrailers.Add(Trailer, Encoding.UTF8.GetBytes(why));
    }

    /// <summary>The sentences of an answer, in one line; empty when there are none.</summary>
    public static string Read(Metadata trailers) =>
        trailers.FirstOrDefault(t => t.Key == Trailer) is { } found
            ? Encoding.UTF8.GetString(found.ValueBytes).Replace('\n', ' ')
            : "";
}
