using System.Net;
using Grpc.Core;

namespace Proposals.Channels;

/// <summary>
/// Gives UNAVAILABLE for a call whose connection ended before it was answered, so that the channel sends it again. The
/// library gives INTERNAL for some of these ends. Nobody can know whether the call arrived, but a second arrival does
/// no harm.
/// </summary>
/// <remarks>
/// The handler below sends a request again by itself when GOAWAY says that it did not arrive. The channel's retry has
/// given it the message once and gives it none then. So the body goes out once, and the channel sends again.
/// </remarks>
internal sealed class LostConnections(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    // Error code of HTTP/2: the connection ends without a fault.
    private const long NoError = 0;

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (request.Content is { } content)
            request.Content = new Once(content);
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsLost(e) && !cancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "CONNECTION_LOST", e));
        }
    }

    /// <summary>A stream that the peer resets, and a peer that is not the right one, would be the same again.</summary>
    private static bool IsLost(Exception error) =>
        error switch
        {
            HttpProtocolException protocol => protocol.ErrorCode == NoError,
            HttpIOException io => io.HttpRequestError == HttpRequestError.ResponseEnded,
            IOException => true,
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.ResponseEnded
            } => true,
            HttpRequestException { HttpRequestError: HttpRequestError.Unknown or HttpRequestError.HttpProtocolError } =>
                error.InnerException is { } inner && IsLost(inner),
            _ => false,
        };

    private sealed class Once : HttpContent
    {
        private readonly HttpContent _content;
        private int _sent;

        public Once(HttpContent content)
        {
            _content = content;
            // The only header of a message of gRPC.
            Headers.ContentType = content.Headers.ContentType;
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(
            Stream stream,
            TransportContext? context,
            CancellationToken cancellationToken
        ) =>
            Interlocked.Exchange(ref _sent, 1) == 0
                ? _content.CopyToAsync(stream, context, cancellationToken)
                : throw new IOException("The message was sent on a connection that has ended.");

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _content.Dispose();
            base.Dispose(disposing);
        }
    }
}
