using Grpc.Core;
using Proposals.Channels;

namespace Proposals.Gateway;

/// <summary>
/// Writes trailers of a call as headers of the answer, each prefixed "trailer-" as the Connect protocol requires, e.g.
/// trailer-journal-position.
/// </summary>
internal static class Trailers
{
    /// <summary>
    /// Writes the trailers that the services promise. A refusal without a message has one block of headers, which
    /// counts as its trailers: the date and the server's own headers are in it too, and stay here.
    /// </summary>
    public static void Write(HttpResponse response, Metadata trailers)
    {
        foreach (var trailer in trailers)
        {
            if (trailer.Key is PositionHeaders.Told or PositionHeaders.Written)
                response.Headers["trailer-" + trailer.Key] = trailer.Value;
        }
    }
}
