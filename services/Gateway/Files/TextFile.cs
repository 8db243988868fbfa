using System.Text;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>Accepts a plain text: UTF-8 or GB18030, without NUL, and not a disguised HTML page.</summary>
internal static class TextFile
{
    private static readonly string[] Markup = ["<html", "<script", "<!doctype", "<svg", "<iframe"];

    // Two pieces overlap by the longest part of a markup word that may end the one and be completed by the next.
    private static readonly int Overlap = Markup.Max(m => m.Length) - 1;
    private const int Piece = 32 * 1024;

    /// <summary>Refusal: FILE_DISGUISED.</summary>
    public static Refusal? Inspect(Stream stream) =>
        (LookAt(stream, new UTF8Encoding(false, true)) ?? LookAt(stream, Gb18030())) switch
        {
            null => GatewayRefusals.FileDisguised.Because("文本文件须为 UTF-8 或 GB18030 编码。"),
            true => GatewayRefusals.FileDisguised.Because("文本文件中不得含有网页代码。"),
            false => null,
        };

    /// <summary>
    /// Reads the file piece by piece: true when it holds markup, null when it is no text in this encoding.
    /// </summary>
    private static bool? LookAt(Stream stream, Encoding strict)
    {
        stream.Position = 0;
        var (bytes, text, decoder) = (new byte[Piece], new char[Overlap + Piece + 4], strict.GetDecoder());
        var (kept, found) = (0, false);
        try
        {
            for (var isLast = false; !isLast; )
            {
                var count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
                isLast = count < bytes.Length;
                if (bytes.AsSpan(0, count).Contains((byte)0))
                    return null;
                var length = kept + decoder.GetChars(bytes.AsSpan(0, count), text.AsSpan(kept), flush: isLast);
                found |= Markup.Any(m => text.AsSpan(0, length).Contains(m, StringComparison.OrdinalIgnoreCase));
                kept = Math.Min(Overlap, length);
                text.AsSpan(length - kept, kept).CopyTo(text);
            }

            return found;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static Encoding Gb18030() =>
        CodePagesEncodingProvider.Instance.GetEncoding(
            54936,
            EncoderFallback.ExceptionFallback,
            DecoderFallback.ExceptionFallback
        ) ?? throw new PlatformNotSupportedException("GB18030");
}
