using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>A leader's written instruction (领导批示) on a case, and what was done about it.</summary>
internal sealed record LeaderInstructionRow
{
    private static readonly Table<LeaderInstructionRow> Table = new(
        "leader_instructions",
        "b",
        moving: [nameof(Answer), nameof(AnsweredAt)],
        title: "领导批示"
    );

    private static readonly string ById = Table.Select + " AND b.id = @id";

    private static readonly string OnePage = $"""
        {Table.Select} AND b.proposal = @proposal AND (@After = '' OR b.id < @After)
        ORDER BY b.id DESC LIMIT @Limit
        """;

    public string Id { get; init; } = "";
    public long Version { get; init; }
    public string Proposal { get; init; } = "";

    /// <summary>Who wrote it. Stored here only, as every text: it names a person.</summary>
    public string Leader { get; init; } = "";

    /// <summary>The day on which it was written.</summary>
    public string Day { get; init; } = "";
    public string Text { get; init; } = "";
    public DateTimeOffset RecordedAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>What was done about it; empty before the answer.</summary>
    public string Answer { get; init; } = "";
    public DateTimeOffset AnsweredAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>The instruction with this id; null when there is none.</summary>
    public static Task<LeaderInstructionRow?> FindAsync(IRead read, string id) =>
        Table.OneAsync(read, ById, new { committee = read.Committee, id });

    /// <summary>A page of a case's instructions, newest first.</summary>
    public static Task<IReadOnlyList<LeaderInstructionRow>> PageAsync(IRead read, Page page, string proposal) =>
        Table.PageAsync(
            read,
            OnePage,
            new
            {
                committee = read.Committee,
                proposal,
                page.After,
                page.Limit,
            }
        );

    /// <summary>Writes a new instruction with its event, which is part of the case's timeline.</summary>
    public LeaderInstructionRow Insert(Transaction tx)
    {
        var row = Table.Add(tx, this with { Version = 1, RecordedAt = tx.Now });
        row.Tell(
            tx,
            new LeaderInstructionRecorded
            {
                Proposal = row.Proposal,
                Instruction = row.Id,
                Day = row.Day,
                TextHash = TextHash.Of(row.Text),
            }
        );
        return row;
    }

    /// <summary>Writes the answer with its event.</summary>
    public LeaderInstructionRow Answered(Transaction tx, string answer)
    {
        var row = Table.Put(tx, this with { Version = Version + 1, Answer = answer, AnsweredAt = tx.Now });
        row.Tell(
            tx,
            new LeaderInstructionAnswered
            {
                Proposal = Proposal,
                Instruction = Id,
                AnswerHash = TextHash.Of(answer),
            }
        );
        return row;
    }

    /// <summary>The instruction as clients see it.</summary>
    public LeaderInstruction ToMessage(string committee) =>
        new()
        {
            Name = ResourceName.Of(committee, "leaderInstructions", Id),
            Proposal = ResourceName.Of(committee, "proposals", Proposal),
            Leader = Leader,
            Day = Day,
            Text = Text,
            RecordedAt = Timestamp.FromDateTimeOffset(RecordedAt),
            Answer = Answer,
            AnsweredAt = Instant.ToTimestamp(AnsweredAt),
        };

    private void Tell(Transaction tx, IMessage happened)
    {
        tx.Append(Id, Version, happened);
        Timeline.RecordOwn(tx, Id, Version, Proposal);
    }
}
