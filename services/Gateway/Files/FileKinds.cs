using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>The kinds of files that may be uploaded, each with its own inspection. All others are refused.</summary>
internal static class FileKinds
{
    private static readonly FileKind[] All =
    [
        .. FileTypes.Extensions.Select(e => new FileKind(e, FileTypes.MediaTypeOf(e)!, InspectionOf(e))),
    ];

    /// <summary>
    /// The kind of a file name, or FILE_TYPE_NOT_ALLOWED. For an old Office file the refusal names the format to save
    /// it in.
    /// </summary>
    public static Decision<FileKind> Of(string name)
    {
        var extension = Path.GetExtension(name).ToLowerInvariant();
        if (All.FirstOrDefault(k => k.Extension == extension) is { } kind)
            return kind;
        return extension switch
        {
            ".doc" or ".dot" or ".wps" => GatewayRefusals.FileTypeNotAllowed.Because(
                "旧版文档无法检查其中的宏，请用 WPS 或 Word 另存为 .docx 后上传。"
            ),
            ".xls" or ".et" => GatewayRefusals.FileTypeNotAllowed.Because(
                "旧版表格无法检查其中的宏，请用 WPS 或 Excel 另存为 .xlsx 后上传。"
            ),
            ".ppt" or ".dps" => GatewayRefusals.FileTypeNotAllowed.Because(
                "旧版演示文稿无法检查其中的宏，请用 WPS 或 PowerPoint 另存为 .pptx 后上传。"
            ),
            ".docm" or ".xlsm" or ".pptm" => GatewayRefusals.FileTypeNotAllowed.Because(
                "含宏的文件不能上传，请另存为不含宏的 .docx、.xlsx 或 .pptx。"
            ),
            _ => GatewayRefusals.FileTypeNotAllowed,
        };
    }

    private static Func<Stream, Refusal?> InspectionOf(string extension) =>
        extension switch
        {
            ".pdf" => PdfFile.Inspect,
            ".docx" or ".xlsx" or ".pptx" => stream => OfficeFile.Inspect(stream, extension),
            ".jpg" or ".jpeg" => stream => Begins(stream, [0xFF, 0xD8, 0xFF]),
            ".png" => stream => Begins(stream, [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]),
            ".txt" => TextFile.Inspect,
            _ => throw new NotSupportedException($"no inspection of {extension}"),
        };

    private static Refusal? Begins(Stream stream, byte[] magic)
    {
        var start = new byte[magic.Length];
        return
            stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == magic.Length
            && start.AsSpan().SequenceEqual(magic)
            ? null
            : GatewayRefusals.FileDisguised;
    }
}
