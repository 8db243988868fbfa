using System.Globalization;
using System.IO.Compression;
using System.Text;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>
/// Accepts a passive PDF: no JavaScript, no launching of programs, no embedded files. Names are searched for in the raw
/// bytes, with #xx escapes decoded, and in the packed object streams of newer files. An encrypted file cannot be
/// inspected and is refused.
/// </summary>
internal static class PdfFile
{
    /// <summary>Largest unpacked size, in bytes, of all object streams of a file.</summary>
    private const int MaxUnpacked = 64 * 1024 * 1024;

    /// <summary>Largest number of streams of a file; twenty megabytes of real pages have a few thousand.</summary>
    private const int MaxStreams = 50_000;

    private static readonly string[] Active =
    [
        "/JavaScript",
        "/JS",
        "/Launch",
        "/EmbeddedFile",
        "/EmbeddedFiles",
        "/RichMedia",
    ];

    /// <summary>Refusals: FILE_DISGUISED, PDF_ACTIVE_CONTENT, ARCHIVE_BOMB.</summary>
    public static Refusal? Inspect(Stream stream)
    {
        var kept = new MemoryStream();
        stream.CopyTo(kept);
        var bytes = kept.GetBuffer().AsSpan(0, (int)kept.Length);
        if (!bytes.StartsWith("%PDF-"u8))
            return GatewayRefusals.FileDisguised;
        var (budget, streams) = (MaxUnpacked, 0);
        if (Faults(bytes) is { } fault)
            return fault;
        for (var at = 0; bytes[at..].IndexOf("stream"u8) is >= 0 and var next; at += next + 6)
        {
            var start = at + next;
            if (++streams > MaxStreams * 2)
                return GatewayRefusals.ArchiveBomb;
            // "endstream" ends with the same letters; the dictionary of an object stream stands right before the
            // keyword.
            var dictionary = bytes[Math.Max(at, start - 512)..start];
            if (dictionary.EndsWith("end"u8) || !Unescape(dictionary).Contains("/ObjStm", StringComparison.Ordinal))
                continue;
            if (Unpack(kept, start + 6, ref budget) is not { } objects)
                return GatewayRefusals.ArchiveBomb;
            if (Faults(objects) is { } hidden)
                return hidden;
        }

        return null;
    }

    private static Refusal? Faults(ReadOnlySpan<byte> bytes)
    {
        var text = Unescape(bytes);
        if (HasName(text, "/Encrypt"))
            return GatewayRefusals.PdfActiveContent.Because("加密的 PDF 无法检查，请取消加密后上传。");
        return Active.Any(name => HasName(text, name)) ? GatewayRefusals.PdfActiveContent : null;
    }

    /// <summary>True when the name stands there as a whole: a name ends at a delimiter or a blank.</summary>
    private static bool HasName(string text, string name)
    {
        for (
            var at = text.IndexOf(name, StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf(name, at + 1, StringComparison.Ordinal)
        )
        {
            var end = at + name.Length;
            if (end == text.Length || !char.IsAsciiLetterOrDigit(text[end]))
                return true;
        }

        return false;
    }

    /// <summary>One character for each byte, with #xx decoded.</summary>
    private static string Unescape(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (
                bytes[i] == '#'
                && i + 2 < bytes.Length
                && byte.TryParse(
                    bytes.Slice(i + 1, 2),
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out var escaped
                )
            )
            {
                text.Append((char)escaped);
                i += 2;
            }
            else
            {
                text.Append((char)bytes[i]);
            }
        }

        return text.ToString();
    }

    /// <summary>The unpacked bytes, as far as they are intact; null when they exceed the budget.</summary>
    private static byte[]? Unpack(MemoryStream file, int afterWord, ref int budget)
    {
        var (bytes, length) = (file.GetBuffer(), (int)file.Length);
        var start = Math.Min(length, afterWord + (afterWord < length && bytes[afterWord] == '\r' ? 2 : 1));
        var (unpacked, piece) = (new MemoryStream(), new byte[16 * 1024]);
        using var inflate = new ZLibStream(
            new MemoryStream(bytes, start, length - start, writable: false),
            CompressionMode.Decompress
        );
        try
        {
            while (inflate.Read(piece) is > 0 and var count)
            {
                if ((budget -= count) < 0)
                    return null;
                unpacked.Write(piece, 0, count);
            }
        }
        catch (InvalidDataException)
        {
            // Packed in another way, or damaged from here on: a PDF reader sees no more of it than this code.
            return unpacked.ToArray();
        }

        return unpacked.ToArray();
    }
}
