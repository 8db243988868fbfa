using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>A file of a proposal. Its bytes are the gateway's; here is what it is called and which bytes it is.</summary>
internal sealed record AttachmentRow
{
    /// <summary>Most files of a proposal.</summary>
    public const int Maximum = 10;

    public string Sha256 { get; init; } = "";
    public string FileName { get; init; } = "";
    public string MediaType { get; init; } = "";
    public long Size { get; init; }

    /// <summary>The files a proposal has now, in the order they were attached.</summary>
    public static Task<IReadOnlyList<AttachmentRow>> ListAsync(IRead read, string proposal) =>
        read.ManyAsync<AttachmentRow>(
            "SELECT sha256, file_name, media_type, size FROM attachments WHERE committee = @committee AND proposal = @proposal AND detached_version = 0 ORDER BY attached_version",
            new { committee = read.Committee, proposal }
        );

    /// <summary>The proposal has this file now.</summary>
    public static async Task<bool> ExistsAsync(IRead read, string proposal, string sha256) =>
        await read.OneAsync<string>(
            "SELECT sha256 FROM attachments WHERE committee = @committee AND proposal = @proposal AND sha256 = @sha256 AND detached_version = 0",
            new
            {
                committee = read.Committee,
                proposal,
                sha256,
            }
        )
            is not null;

    /// <summary>Writes that a version of the proposal has a file more.</summary>
    public static void Insert(Transaction tx, ProposalRow proposal, Attachment file) =>
        tx.Write(
            """
            INSERT INTO attachments (committee, proposal, attached_version, detached_version, sha256, file_name, media_type, size)
            VALUES (@committee, @Id, @Version, 0, @Sha256, @FileName, @MediaType, @Size)
            """,
            new
            {
                committee = tx.Committee,
                proposal.Id,
                proposal.Version,
                file.Sha256,
                file.FileName,
                file.MediaType,
                file.Size,
            }
        );

    /// <summary>Writes that a version of the proposal has a file less.</summary>
    public static void Detach(Transaction tx, ProposalRow proposal, string sha256) =>
        tx.Write(
            "UPDATE attachments SET detached_version = @Version WHERE committee = @committee AND proposal = @Id AND sha256 = @sha256 AND detached_version = 0",
            new
            {
                committee = tx.Committee,
                proposal.Id,
                proposal.Version,
                sha256,
            }
        );

    /// <summary>Null when a file may be described so.</summary>
    public static Refusal? Refuses(Attachment file) =>
        Input.First(
            RefusesHash(file.Sha256, "attachment.sha256"),
            RefusesName(file.FileName),
            Input.Text(file.MediaType, "attachment.media_type", 100),
            file.Size is < 1 or > FileRules.MaxBytes
                ? CommonRefusals.FieldInvalid.On(
                    "attachment.size",
                    $"文件不能为空，且不超过 {FileRules.MaxMegabytes} MB。"
                )
                : null
        );

    /// <summary>Null when it is a hash as they are written here.</summary>
    public static Refusal? RefusesHash(string sha256, string field) =>
        FileRules.IsHash(sha256) ? null : CommonRefusals.FieldInvalid.On(field, "须为 64 位小写十六进制的 SHA-256。");

    /// <summary>The file as clients see it.</summary>
    public Attachment ToMessage() =>
        new()
        {
            Sha256 = Sha256,
            FileName = FileName,
            MediaType = MediaType,
            Size = Size,
        };

    private static Refusal? RefusesName(string name) =>
        name.Length == 0 ? CommonRefusals.FieldRequired.On("attachment.file_name")
        : FileRules.IsName(name) ? null
        : CommonRefusals.FieldInvalid.On("attachment.file_name", "文件名无效：" + FileRules.NameRule);
}
