using System.Xml;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>
/// Accepts an Office document that is genuine and passive: no macros, no controls, no objects of other programs, and no
/// relation, field or formula that fetches something from elsewhere.
/// </summary>
internal static class OfficeFile
{
    private const int MaxDepth = 2;

    private static readonly byte[] Zip = [(byte)'P', (byte)'K', 3, 4];

    // A compound file: an old document, or an object of another program. Neither can be inspected here.
    private static readonly byte[] Ole = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    // The marks that may stand before XML.
    private static readonly byte[] Utf8 = [0xEF, 0xBB, 0xBF],
        Utf16 = [0xFF, 0xFE],
        Utf16BigEndian = [0xFE, 0xFF];

    private static readonly string[] ActiveTypes = ["macroEnabled", "vbaProject", "activeX", "macrosheet", "oleObject"];

    private static readonly Dictionary<string, string> MainTypes = new(StringComparer.Ordinal)
    {
        [".docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        [".xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        [".pptx"] = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    };

    private static readonly HashSet<string> Programs = new(
        [
            ".exe",
            ".dll",
            ".com",
            ".scr",
            ".bat",
            ".cmd",
            ".ps1",
            ".vbs",
            ".js",
            ".jse",
            ".wsf",
            ".hta",
            ".lnk",
            ".jar",
            ".msi",
            ".docm",
            ".xlsm",
            ".pptm",
            ".sh",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    // A link that a user must click, and a workbook that a formula refers to: Excel asks before it opens that.
    private static readonly string[] HarmlessOutside = ["/hyperlink", "/externalLinkPath"];

    /// <summary>Refusals: FILE_DISGUISED, ARCHIVE_BOMB, MACRO_REFUSED.</summary>
    public static Refusal? Inspect(Stream stream, string extension) =>
        Inspect(stream, extension, new ZipBudget(ZipEntries.MaxUnpacked), 1);

    private static Refusal? Inspect(Stream stream, string extension, ZipBudget budget, int depth)
    {
        if (!Begins(stream, Zip))
            return GatewayRefusals.FileDisguised;
        try
        {
            var zip = new ZipEntries(stream);
            var main = false;
            foreach (var entry in zip.All)
            {
                if (IsPath(entry.Name))
                    return GatewayRefusals.ArchiveBomb;
                if (Forbids(entry.Name))
                    return GatewayRefusals.MacroRefused;
                if (LookAt(zip, entry, extension, budget, depth, ref main) is { } fault)
                    return fault;
            }

            return main ? null : GatewayRefusals.FileDisguised;
        }
        catch (ZipException)
        {
            return GatewayRefusals.ArchiveBomb;
        }
        catch (XmlException)
        {
            return GatewayRefusals.FileDisguised;
        }
    }

    /// <summary>Inspects a part by its first bytes, and the parts that list others by what they list.</summary>
    private static Refusal? LookAt(
        ZipEntries zip,
        ZipEntry entry,
        string extension,
        ZipBudget budget,
        int depth,
        ref bool main
    )
    {
        using var unpacked = zip.Open(entry, budget);
        // Enough for every magic number; the parts that are parsed are read from their beginning.
        var start = new byte[8];
        var begun = start.AsSpan(0, unpacked.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        if (begun.StartsWith("MZ"u8) || begun.StartsWith("\u007fELF"u8) || begun.StartsWith(Ole))
            return GatewayRefusals.MacroRefused;
        using var whole = new JoinedStream(start, begun.Length, unpacked);
        if (begun.StartsWith(Zip))
            return Embedded(whole, entry, budget, depth);
        // An embedded file that is no Office document of today cannot be inspected.
        if (entry.Name.Contains("/embeddings/", StringComparison.OrdinalIgnoreCase))
            return GatewayRefusals.MacroRefused;
        var fault =
            IsList(entry.Name) ? Look(entry.Name, whole, extension, ref main)
            : IsXml(entry.Name, begun) ? Fetched(whole)
            : null;
        // To its end, because only there it is known whether the entry is as large as it says.
        whole.CopyTo(Stream.Null);
        return fault;
    }

    /// <summary>A document in the document: the same inspection, one level deeper.</summary>
    private static Refusal? Embedded(Stream content, ZipEntry entry, ZipBudget budget, int depth)
    {
        var extension = Path.GetExtension(entry.Name).ToLowerInvariant();
        if (!MainTypes.ContainsKey(extension))
            return GatewayRefusals.MacroRefused;
        if (depth == MaxDepth || entry.Said > FileRules.MaxBytes)
            return GatewayRefusals.ArchiveBomb;
        // A directory stands at an archive's end, so it has to be kept; Open refuses what is larger than it says.
        using var kept = new MemoryStream((int)entry.Said);
        content.CopyTo(kept);
        kept.Position = 0;
        return Inspect(kept, extension, budget, depth + 1);
    }

    private static bool Begins(Stream stream, ReadOnlySpan<byte> magic)
    {
        var start = new byte[magic.Length];
        stream.Position = 0;
        return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == magic.Length
            && magic.SequenceEqual(start);
    }

    private static bool IsPath(string name) =>
        name.Contains("..", StringComparison.Ordinal)
        || name.Contains('\\')
        || name.Contains(':')
        || name.StartsWith('/')
        || name.Contains('\0');

    /// <summary>
    /// True for a forbidden part, by its name: macros, controls, objects of other programs, programs.
    /// </summary>
    private static bool Forbids(string name) =>
        name.Contains("vbaProject", StringComparison.OrdinalIgnoreCase)
        || name.Contains("vbaData", StringComparison.OrdinalIgnoreCase)
        || name.Contains("/activeX/", StringComparison.OrdinalIgnoreCase)
        || name.Contains("/macrosheets/", StringComparison.OrdinalIgnoreCase)
        || (
            name.Contains("/embeddings/", StringComparison.OrdinalIgnoreCase)
            && name.EndsWith(".bin", StringComparison.OrdinalIgnoreCase)
        )
        || Programs.Contains(Path.GetExtension(name));

    /// <summary>Inspects the parts that list the others and their targets.</summary>
    private static Refusal? Look(string name, Stream content, string extension, ref bool main)
    {
        if (IsTypes(name))
        {
            foreach (var (type, _) in Attributes(content, "ContentType", ""))
            {
                if (ActiveTypes.Any(a => type.Contains(a, StringComparison.OrdinalIgnoreCase)))
                    return GatewayRefusals.MacroRefused;
                main |= type.Equals(MainTypes[extension], StringComparison.OrdinalIgnoreCase);
            }
        }
        else
        {
            foreach (var (type, mode) in Attributes(content, "Type", "TargetMode"))
            {
                if (type.Contains("vbaProject", StringComparison.OrdinalIgnoreCase))
                    return GatewayRefusals.MacroRefused;
                if (
                    mode.Equals("External", StringComparison.OrdinalIgnoreCase)
                    && !HarmlessOutside.Any(h => type.EndsWith(h, StringComparison.OrdinalIgnoreCase))
                )
                    return GatewayRefusals.MacroRefused.Because(
                        "文件引用了外部对象、图片或模板，打开时会自动连接外部地址。请改为嵌入内容后上传。"
                    );
            }
        }

        return null;
    }

    /// <summary>Of every element that has the first attribute: its value, and that of the second or "".</summary>
    private static IEnumerable<(string Required, string Other)> Attributes(Stream xml, string required, string other)
    {
        using var reader = Reader(xml);
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element && reader.GetAttribute(required) is { } value)
                yield return (value, reader.GetAttribute(other) ?? "");
        }
    }

    private static bool IsTypes(string name) => name.Equals("[Content_Types].xml", StringComparison.OrdinalIgnoreCase);

    private static bool IsList(string name) =>
        IsTypes(name) || name.EndsWith(".rels", StringComparison.OrdinalIgnoreCase);

    /// <summary>A part may have any name: what begins like XML is read as XML.</summary>
    private static bool IsXml(string name, ReadOnlySpan<byte> begun) =>
        name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)
        || begun.StartsWith("<"u8)
        || begun.StartsWith(Utf8)
        || begun.StartsWith(Utf16)
        || begun.StartsWith(Utf16BigEndian);

    private static Refusal? Fetched(Stream part)
    {
        using var reader = Reader(part, ZipEntries.MaxUnpacked);
        return OfficeFields.Fetch(reader)
            ? GatewayRefusals.MacroRefused.Because(
                "文件中有打开时自动读取外部文件或网址的域或公式，请改为固定内容后上传。"
            )
            : null;
    }

    private static XmlReader Reader(Stream xml, long most = 10_000_000) =>
        XmlReader.Create(
            xml,
            new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                MaxCharactersInDocument = most,
                CloseInput = false,
            }
        );

    /// <summary>What was read of a stream, and then the rest of it.</summary>
    private sealed class JoinedStream(byte[] start, int count, Stream rest) : ReadOnlyStream
    {
        private int _at;

        public override int Read(Span<byte> buffer)
        {
            if (_at == count)
                return rest.Read(buffer);
            var taken = Math.Min(buffer.Length, count - _at);
            start.AsSpan(_at, taken).CopyTo(buffer);
            _at += taken;
            return taken;
        }
    }
}
