using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>
/// One statement of a form's history (handbook T83, T88). The form holds the one that counts; each of them stays here.
/// A form that was filled in once, online, has no row.
/// </summary>
internal sealed record StatementRow
{
    private static readonly Table<StatementRow> Table = new(
        "statements",
        "s",
        key: [nameof(Form), nameof(Version)],
        title: "征询意见表的历次填写"
    );

    public string Form { get; init; } = "";

    /// <summary>The version of the form that it made.</summary>
    public long Version { get; init; }
    public StatementSource Source { get; init; }
    public Rating Work { get; init; }
    public Rating Result { get; init; }
    public string Comment { get; init; } = "";

    /// <summary>When it was stated online, or recorded.</summary>
    public DateTimeOffset StatedAt { get; init; } = DateTimeOffset.UnixEpoch;
    public string PaperDate { get; init; } = "";

    /// <summary>Id of the account that recorded the paper.</summary>
    public string Recorder { get; init; } = "";
    public string ScanSha256 { get; init; } = "";
    public string ScanName { get; init; } = "";
    public string ScanType { get; init; } = "";
    public long ScanSize { get; init; }

    private static readonly string OfForm = Table.Select + " AND s.form = @form ORDER BY s.version";

    private static readonly string ByScan = Table.Select + " AND s.scan_sha256 = @sha256 LIMIT 1";

    /// <summary>The statements of a form, oldest first.</summary>
    public static Task<IReadOnlyList<StatementRow>> ListAsync(IRead read, string form) =>
        Table.ManyAsync(read, OfForm, new { committee = read.Committee, form });

    /// <summary>True when a form of the committee has this file as its scan.</summary>
    public static async Task<bool> HasScanAsync(IRead read, string sha256) =>
        await Table.OneAsync(read, ByScan, new { committee = read.Committee, sha256 }) is not null;

    /// <summary>Keeps what a form says until now, unless it is kept already.</summary>
    public static async Task KeepAsync(Transaction tx, FormRow form)
    {
        if (form.State == FormState.Submitted && await ListAsync(tx, form.Id) is [])
            Table.Add(
                tx,
                new StatementRow
                {
                    Form = form.Id,
                    Version = form.Version,
                    Source = StatementSource.Online,
                    Work = form.Work,
                    Result = form.Result,
                    Comment = form.Comment,
                    StatedAt = form.SubmittedAt,
                }
            );
    }

    /// <summary>Writes it as the statement that made this version of its form.</summary>
    public void Insert(Transaction tx, FormRow made) =>
        Table.Add(tx, this with { Form = made.Id, Version = made.Version, StatedAt = tx.Now });

    /// <summary>The statement as clients see it.</summary>
    public FormStatement ToMessage(string committee) =>
        new()
        {
            Source = Source,
            Work = Work,
            Result = Result,
            Comment = Comment,
            StatedAt = Instant.ToTimestamp(StatedAt),
            PaperDate = PaperDate,
            Recorder = Recorder.Length > 0 ? ResourceName.Of(committee, "accounts", Recorder) : "",
            Scan =
                ScanSha256.Length > 0
                    ? new Scan
                    {
                        Sha256 = ScanSha256,
                        FileName = ScanName,
                        MediaType = ScanType,
                        Size = ScanSize,
                    }
                    : null,
        };
}
