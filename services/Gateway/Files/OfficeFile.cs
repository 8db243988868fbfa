using System.Xml;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>
/// Accepts an Office document that is genuine and passive: no macros, no controls, no objects of other programs, and
/// nothing fetched from elsewhere.
/// </summary>
internal static class OfficeFile
{
    private const int MaxDepth = 2;

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
    public static Refusal? Inspect(Stream stream, string extension)
    {
        var kept = new MemoryStream();
        stream.CopyTo(kept);
        var budget = ZipEntries.MaxUnpacked;
        return Inspect(kept.ToArray(), extension, ref budget, 1);
    }

    private static Refusal? Inspect(byte[] bytes, string extension, ref long budget, int depth)
    {
        if (!bytes.AsSpan().StartsWith("PK\u0003\u0004"u8))
            return GatewayRefusals.FileDisguised;
        try
        {
            var zip = new ZipEntries(bytes);
            var main = false;
            foreach (var entry in zip.All)
            {
                if (IsPath(entry.Name))
                    return GatewayRefusals.ArchiveBomb;
                if (Forbids(entry.Name))
                    return GatewayRefusals.MacroRefused;
                var content = zip.Unpack(entry, ref budget);
                if (content.AsSpan().StartsWith("MZ"u8) || content.AsSpan().StartsWith("\u007fELF"u8))
                    return GatewayRefusals.MacroRefused;
                if (Look(entry.Name, content, extension, ref main) is { } fault)
                    return fault;
                if (
                    Embedded(entry.Name) is { } inner
                    && (
                        depth == MaxDepth ? GatewayRefusals.ArchiveBomb : Inspect(content, inner, ref budget, depth + 1)
                    )
                        is { } hidden
                )
                    return hidden;
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

    private static string? Embedded(string name) =>
        name.Contains("/embeddings/", StringComparison.OrdinalIgnoreCase)
        && Path.GetExtension(name).ToLowerInvariant() is ".docx" or ".xlsx" or ".pptx"
            ? Path.GetExtension(name).ToLowerInvariant()
            : null;

    /// <summary>Inspects the parts that list the others and their targets.</summary>
    private static Refusal? Look(string name, byte[] content, string extension, ref bool main)
    {
        if (name.Equals("[Content_Types].xml", StringComparison.OrdinalIgnoreCase))
        {
            foreach (var type in Attributes(content, "ContentType").Select(a => a["ContentType"]))
            {
                if (
                    type.Contains("macroEnabled", StringComparison.OrdinalIgnoreCase)
                    || type.Contains("vbaProject", StringComparison.OrdinalIgnoreCase)
                    || type.Contains("activeX", StringComparison.OrdinalIgnoreCase)
                )
                    return GatewayRefusals.MacroRefused;
                main |= type.Equals(MainTypes[extension], StringComparison.OrdinalIgnoreCase);
            }
        }
        else if (name.EndsWith(".rels", StringComparison.OrdinalIgnoreCase))
        {
            foreach (var link in Attributes(content, "Type"))
            {
                if (link["Type"].Contains("vbaProject", StringComparison.OrdinalIgnoreCase))
                    return GatewayRefusals.MacroRefused;
                var outside =
                    link.GetValueOrDefault("TargetMode")?.Equals("External", StringComparison.OrdinalIgnoreCase)
                    == true;
                if (outside && !HarmlessOutside.Any(h => link["Type"].EndsWith(h, StringComparison.OrdinalIgnoreCase)))
                    return GatewayRefusals.MacroRefused.Because(
                        "文件引用了外部对象、图片或模板，打开时会自动连接外部地址。请改为嵌入内容后上传。"
                    );
            }
        }
        else if (
            name.Contains("/externalLinks/", StringComparison.OrdinalIgnoreCase)
            && name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)
            && HasElement(content, "ddeLink")
        )
        {
            return GatewayRefusals.MacroRefused;
        }

        return null;
    }

    /// <summary>The attributes of every element that has this one.</summary>
    private static List<Dictionary<string, string>> Attributes(byte[] xml, string required)
    {
        var found = new List<Dictionary<string, string>>();
        using var reader = Reader(xml);
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element || reader.GetAttribute(required) is null)
                continue;
            var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
            while (reader.MoveToNextAttribute())
                attributes[reader.Name] = reader.Value;
            found.Add(attributes);
        }

        return found;
    }

    private static bool HasElement(byte[] xml, string name)
    {
        using var reader = Reader(xml);
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == name)
                return true;
        }

        return false;
    }

    private static XmlReader Reader(byte[] xml) =>
        XmlReader.Create(
            new MemoryStream(xml),
            new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                MaxCharactersInDocument = 10_000_000,
            }
        );
}
