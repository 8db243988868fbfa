using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>A file of a proposal. The gateway holds the bytes; this row holds the name and the hash.</summary>
internal sealed record AttachmentRow
{
    private static readonly Table<AttachmentRow> Table = new(
        "attachments",
        "f",
        key: [nameof(Proposal), nameof(AttachedVersion)],
        title: "附件",
        unproven: [nameof(DetachedVersion)]
    );

    public string Proposal { get; init; } = "";

    /// <summary>The version of the proposal that added it.</summary>
    public long AttachedVersion { get; init; }

    /// <summary>The version that removed it; 0 until then.</summary>
    public long DetachedVersion { get; init; }
    public string Sha256 { get; init; } = "";
    public string FileName { get; init; } = "";
    public string MediaType { get; init; } = "";
    public long Size { get; init; }

    private static readonly string OfProposal =
        Table.Select + " AND f.proposal = @proposal AND f.detached_version = 0 ORDER BY f.attached_version";

    private static readonly string OfVersion = $"""
        {Table.Select}
          AND f.proposal = @proposal AND f.attached_version <= @version
          AND (f.detached_version = 0 OR f.detached_version > @version)
        ORDER BY f.attached_version
        """;

    private static readonly string ByHash =
        Table.Select + " AND f.proposal = @proposal AND f.sha256 = @sha256 AND f.detached_version = 0";

    private static readonly string Needed = Sql.Of(
        $"""
        SELECT f.proposal
        FROM attachments f JOIN proposals p ON p.committee = f.committee AND p.id = f.proposal
        WHERE f.committee = @committee AND f.sha256 = @sha256 AND p.state <> {ProposalState.Deleted}
        LIMIT 1
        """
    );

    /// <summary>The current files of a proposal, in the order they were attached.</summary>
    public static Task<IReadOnlyList<AttachmentRow>> ListAsync(IRead read, string proposal) =>
        Table.ManyAsync(read, OfProposal, new { committee = read.Committee, proposal });

    /// <summary>The files that a version of a proposal had, in the same order.</summary>
    public static Task<IReadOnlyList<AttachmentRow>> ListOfVersionAsync(IRead read, string proposal, long version) =>
        Table.ManyAsync(
            read,
            OfVersion,
            new
            {
                committee = read.Committee,
                proposal,
                version,
            }
        );

    /// <summary>True when the proposal currently has this file.</summary>
    public static async Task<bool> ExistsAsync(IRead read, string proposal, string sha256) =>
        await Table.OneAsync(
            read,
            ByHash,
            new
            {
                committee = read.Committee,
                proposal,
                sha256,
            }
        )
            is not null;

    /// <summary>
    /// True when a proposal of the committee has the file or had it. A deleted draft cannot be read any more, so it
    /// needs none.
    /// </summary>
    public static async Task<bool> IsNeededAsync(IRead read, string sha256) =>
        await read.OneAsync<string>(Needed, new { committee = read.Committee, sha256 }) is not null;

    /// <summary>Records that a version of the proposal adds a file.</summary>
    public static void Insert(Transaction tx, ProposalRow proposal, Attachment file) =>
        Table.Add(
            tx,
            new AttachmentRow
            {
                Proposal = proposal.Id,
                AttachedVersion = proposal.Version,
                Sha256 = file.Sha256,
                FileName = file.FileName,
                MediaType = file.MediaType,
                Size = file.Size,
            }
        );

    /// <summary>Records that a version of the proposal removes a file.</summary>
    public static void Detach(Transaction tx, ProposalRow proposal, string sha256) =>
        tx.Write(
            """
            UPDATE attachments SET detached_version = @Version
            WHERE committee = @committee AND proposal = @Id AND sha256 = @sha256 AND detached_version = 0
            """,
            new
            {
                committee = tx.Committee,
                proposal.Id,
                proposal.Version,
                sha256,
            }
        );

    /// <summary>Null when the description of a file is valid.</summary>
    public static Refusal? Refuses(Attachment file) =>
        FileRules.Refuses(file.Sha256, file.FileName, file.MediaType, file.Size, "attachment");

    /// <summary>The file as clients see it.</summary>
    public Attachment ToMessage() =>
        new()
        {
            Sha256 = Sha256,
            FileName = FileName,
            MediaType = MediaType,
            Size = Size,
        };
}
