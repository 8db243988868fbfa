using Grpc.Core;

namespace Proposals.Gateway;

/// <summary>Trailers of a call as headers of the answer, each under "trailer-" as the Connect protocol has it, e.g. trailer-journal-position.</summary>
internal static class Trailers
{
    /// <summary>Writes them; those of gRPC itself stay behind.</summary>
    public static void Write(HttpResponse response, Metadata trailers)
    {
        foreach (var trailer in trailers)
        {
            if (!trailer.IsBinary && !trailer.Key.StartsWith("grpc-", StringComparison.Ordinal))
                response.Headers["trailer-" + trailer.Key] = trailer.Value;
        }
    }
}
