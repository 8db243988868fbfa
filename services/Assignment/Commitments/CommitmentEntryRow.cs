using Google.Protobuf.WellKnownTypes;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>What was said or decided about a commitment. It is written once and never changes.</summary>
internal sealed record CommitmentEntryRow
{
    private static readonly Table<CommitmentEntryRow> Table = new(
        "commitment_entries",
        "e",
        key: [nameof(Commitment), nameof(Version)],
        title: "承诺事项的记录"
    );

    private static readonly string OnePage = $"""
        {Table.Select} AND e.commitment = @commitment AND e.version > @AfterNumber
        ORDER BY e.version LIMIT @Limit
        """;

    public string Commitment { get; init; } = "";

    /// <summary>The version of the commitment that it made.</summary>
    public long Version { get; init; }
    public CommitmentMove Move { get; init; }
    public DateTimeOffset At { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Progress, reason or proof; empty where nothing was said.</summary>
    public string Text { get; init; } = "";

    /// <summary>The day of a progress, or one that was proposed, agreed to or refused; empty for none.</summary>
    public string Day { get; init; } = "";

    /// <summary>The day that stood before the one that was agreed to; empty for none.</summary>
    public string OldDay { get; init; } = "";

    /// <summary>True when the lead proposer decided it.</summary>
    public bool ByProposer { get; init; }

    /// <summary>A page of the entries of a commitment, oldest first.</summary>
    public static Task<IReadOnlyList<CommitmentEntryRow>> PageAsync(IRead read, Page page, string commitment) =>
        Table.PageAsync(
            read,
            OnePage,
            new
            {
                committee = read.Committee,
                commitment,
                page.AfterNumber,
                page.Limit,
            }
        );

    /// <summary>Writes it as what was said with a move.</summary>
    public void Insert(Transaction tx, CommitmentRow made, CommitmentMove move) =>
        Table.Add(tx, this with { Commitment = made.Id, Version = made.Version, Move = move, At = tx.Now });

    /// <summary>The entry as clients see it.</summary>
    public CommitmentEntry ToMessage() =>
        new()
        {
            Move = Move,
            At = Timestamp.FromDateTimeOffset(At),
            Text = Text,
            Day = Day,
            OldDay = OldDay,
            ByProposer = ByProposer,
        };
}
