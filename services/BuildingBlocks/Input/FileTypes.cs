namespace Proposals.BuildingBlocks;

/// <summary>The types of files that may be uploaded and attached. All others are refused.</summary>
public static class FileTypes
{
    private static readonly (string Extension, string MediaType)[] All =
    [
        (".pdf", "application/pdf"),
        (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        (".jpg", "image/jpeg"),
        (".jpeg", "image/jpeg"),
        (".png", "image/png"),
        (".txt", "text/plain"),
    ];

    /// <summary>The allowed extensions, lower case.</summary>
    public static IEnumerable<string> Extensions => All.Select(t => t.Extension);

    /// <summary>The media type that goes with a name's extension; null when files of it are not accepted.</summary>
    public static string? MediaTypeOf(string name)
    {
        var extension = Path.GetExtension(name).ToLowerInvariant();
        return All.FirstOrDefault(t => t.Extension == extension).MediaType;
    }

    /// <summary>
    /// The name under which a stored file is given out: its own, or a neutral one where the name would not be accepted
    /// today. Earlier versions attached a file under any name.
    /// </summary>
    public static string SafeName(string name, string mediaType) =>
        FileRules.IsName(name) && MediaTypeOf(name) == mediaType
            ? name
            : "附件" + All.FirstOrDefault(t => t.MediaType == mediaType).Extension;
}
