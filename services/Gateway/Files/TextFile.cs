using System.Text;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>Accepts a plain text: UTF-8 or GB18030, without NUL, and not a disguised HTML page.</summary>
internal static class TextFile
{
    private static readonly string[] Markup = ["<html", "<script", "<!doctype", "<svg", "<iframe"];

    /// <summary>Refusal: FILE_DISGUISED.</summary>
    public static Refusal? Inspect(Stream stream)
    {
        var kept = new MemoryStream();
        stream.CopyTo(kept);
        var bytes = kept.GetBuffer().AsSpan(0, (int)kept.Length);
        if (
            bytes.Contains((byte)0)
            || (TextOf(bytes, new UTF8Encoding(false, true)) ?? TextOf(bytes, Gb18030())) is not { } text
        )
            return GatewayRefusals.FileDisguised.Because("文本文件须为 UTF-8 或 GB18030 编码。");
        return Markup.Any(m => text.Contains(m, StringComparison.OrdinalIgnoreCase))
            ? GatewayRefusals.FileDisguised.Because("文本文件中不得含有网页代码。")
            : null;
    }

    private static string? TextOf(ReadOnlySpan<byte> bytes, Encoding strict)
    {
        try
        {
            return strict.GetString(bytes);
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
