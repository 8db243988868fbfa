using System.IO.Compression;
using Grpc.Core;
using Microsoft.Extensions.Primitives;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>
/// Reads the body of a call: at most 4 MB as sent, and at most 4 MB unpacked. Bytes are counted while they arrive, so a
/// small zip bomb stays small.
/// </summary>
internal static class RequestBody
{
    /// <summary>Largest body in bytes, packed or unpacked; the same as a service accepts.</summary>
    public const int Max = ServiceHost.MaxMessageBytes;

    /// <summary>Reads the body. Refusals: BODY_TOO_LARGE, ENCODING_UNKNOWN, MALFORMED_BODY (invalid gzip).</summary>
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
            throw new ConnectException(CommonRefusals.MalformedBody);
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
