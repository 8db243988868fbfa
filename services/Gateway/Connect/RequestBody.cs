using System.IO.Compression;
using Grpc.Core;
using Microsoft.Extensions.Primitives;

namespace Proposals.Gateway;

/// <summary>The body of a call: at most 4 MB as it is sent, and at most 4 MB unpacked, counted while it comes in so that a small bomb stays small.</summary>
internal static class RequestBody
{
    /// <summary>Most bytes of a body, packed or unpacked; the same as a service takes.</summary>
    public const int Max = 4 * 1024 * 1024;

    /// <summary>Reads it. Refusals: BODY_TOO_LARGE, ENCODING_UNKNOWN, MALFORMED_BODY (gzip that is none).</summary>
    public static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken stop)
    {
        if (request.ContentLength > Max)
            throw new ConnectException(GatewayRefusals.BodyTooLarge);
        var bytes = await ReadAsync(request.Body, stop);
        var encoding = request.Headers.ContentEncoding;
        if (StringValues.IsNullOrEmpty(encoding) || encoding == "identity")
            return bytes;
        if (encoding != "gzip")
        {
            request.HttpContext.Response.Headers.AcceptEncoding = "gzip";
            throw new ConnectException(GatewayRefusals.EncodingUnknown, StatusCode.Unimplemented);
        }

        try
        {
            await using var unpacked = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
            return await ReadAsync(unpacked, stop);
        }
        catch (InvalidDataException)
        {
            throw new ConnectException(GatewayRefusals.MalformedBody);
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken stop)
    {
        var (kept, piece) = (new MemoryStream(), new byte[16 * 1024]);
        while (await stream.ReadAsync(piece, stop) is > 0 and var count)
        {
            if (kept.Length + count > Max)
                throw new ConnectException(GatewayRefusals.BodyTooLarge);
            kept.Write(piece, 0, count);
        }

        return kept.ToArray();
    }
}
