using System.Collections.Frozen;
using System.Text;
using Proposals.ContractOptions.V1;
using Proposals.Intake.V1;

namespace Proposals.BuildingBlocks;

/// <summary>
/// The rules for files, for the gateway, which receives them, and for the services, which attach them.
/// </summary>
public static class FileRules
{
    private static readonly FileRule Rule = Proposal
        .Descriptor.FindFieldByNumber(Proposal.AttachmentsFieldNumber)
        .GetOptions()
        .GetExtension(OptionsExtensions.Files);

    /// <summary>Greatest number of files of a proposal.</summary>
    public static readonly int Most = Rule.Most;

    /// <summary>Largest file in megabytes of 1,048,576 bytes.</summary>
    public static readonly int MaxMegabytes = Rule.Megabytes;

    /// <summary>Largest file in bytes.</summary>
    public static readonly long MaxBytes = MaxMegabytes * 1024L * 1024;

    /// <summary>The kinds as users name them: "pdf、docx、…".</summary>
    public static readonly string Kinds = string.Join('、', Rule.Kinds);

    /// <summary>Greatest number of files that one question to a service names.</summary>
    public const int MaxAsked = 200;

    /// <summary>Largest number of characters of a name.</summary>
    public const int MaxNameCharacters = 120;

    /// <summary>The rule of <see cref="IsName"/> in Chinese.</summary>
    public static readonly string NameRule =
        $"1 至 {MaxNameCharacters} 个字，不得含看不见的字符和 Windows 不允许的符号或名称，首尾不得为点或空格。";

    // Windows opens a device for these, whatever the extension.
    private static readonly FrozenSet<string> Devices = new[] { "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$" }
        .Concat(Enumerable.Range(0, 10).SelectMany(n => new[] { $"COM{n}", $"LPT{n}" }))
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// True for a name that is harmless on every user's machine: no path, nothing invisible, no direction mark, no
    /// device, no dot or blank at its ends.
    /// </summary>
    public static bool IsName(string name) =>
        !string.IsNullOrWhiteSpace(name)
        && name.Length <= MaxNameCharacters
        && !name.Contains("..", StringComparison.Ordinal)
        && name[0] is not ('.' or ' ')
        && name[^1] is not ('.' or ' ')
        && !Devices.Contains(name.Split('.')[0].TrimEnd())
        && TextFolding.IsPlain(name)
        && !name.EnumerateRunes().Any(IsBad);

    /// <summary>True for a SHA-256 as it is written here: 64 lower-case hexadecimal digits.</summary>
    public static bool IsHash(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Null when the description of a file is valid.</summary>
    /// <param name="sha256">Its hash.</param>
    /// <param name="name">Its name.</param>
    /// <param name="mediaType">Its media type.</param>
    /// <param name="size">Its size in bytes.</param>
    /// <param name="field">The field of the request that describes it.</param>
    public static Refusal? Refuses(string sha256, string name, string mediaType, long size, string field) =>
        Input.First(
            RefusesHash(sha256, field + ".sha256"),
            RefusesName(name, field + ".file_name"),
            Input.Text(mediaType, field + ".media_type", 100),
            size < 1 || size > MaxBytes
                ? CommonRefusals.FieldInvalid.On(field + ".size", $"文件不能为空，且不超过 {MaxMegabytes} MB。")
                : null
        );

    /// <summary>Null when the text is a hash in the form used here.</summary>
    public static Refusal? RefusesHash(string sha256, string field) =>
        IsHash(sha256) ? null : CommonRefusals.FieldInvalid.On(field, "须为 64 位小写十六进制的 SHA-256。");

    private static Refusal? RefusesName(string name, string field) =>
        name.Length == 0 ? CommonRefusals.FieldRequired.On(field)
        : !IsName(name) ? CommonRefusals.FieldInvalid.On(field, "文件名无效：" + NameRule)
        : FileTypes.MediaTypeOf(name) is null ? CommonRefusals.FieldInvalid.On(field, "不能添加这种类型的文件。")
        : null;

    private static bool IsBad(Rune rune) =>
        rune.Value is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' || rune == Rune.ReplacementChar;
}
