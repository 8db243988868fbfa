using Grpc.Core;

namespace Proposals.Gateway;

/// <summary>
/// Writes trailers of a call as headers of the answer, each prefixed "trailer-" as the Connect protocol requires, e.g.
/// trailer-journal-position.
/// </summary>
internal static class Trailers
{
    /// <summary>Writes the trailers, except those of gRPC itself.</summary>
    public static void Write(HttpResponse response, Metadata trailers)
    {
        foreach (var trailer in trailers)
        {
            if (!trailer.IsBinary && !trailer.Key.StartsWith("grpc-", StringComparison.Ordinal))
                response.Headers["trailer-" + trailer.Key] = trailer.Value;
        }
    }
}
