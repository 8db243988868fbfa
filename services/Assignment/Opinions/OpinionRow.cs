using Google.Protobuf.WellKnownTypes;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// A co-handling opinion (会办意见). Its text never changes, and it stays with its assignment (handbook edge case 20);
/// after it was sent back the unit gives another one.
/// </summary>
internal sealed record OpinionRow
{
    private static readonly Table<OpinionRow> Table = new(
        "opinions",
        "n",
        moving: [nameof(Disagreement), nameof(SentBackAt)],
        read: new() { [nameof(Unit)] = "a.unit" },
        join: "JOIN assignments a ON a.committee = n.committee AND a.id = n.assignment",
        title: "会办意见"
    );

    public string Id { get; init; } = "";

    /// <summary>Grows when it is sent back; 0 while it was not.</summary>
    public long Version { get; init; }
    public string Assignment { get; init; } = "";
    public string Unit { get; init; } = "";
    public string Text { get; init; } = "";
    public string DocumentNumber { get; init; } = "";
    public string Signatory { get; init; } = "";

    /// <summary>联系人 and the telephone.</summary>
    public string Handler { get; init; } = "";
    public string HandlerPhone { get; init; } = "";
    public DateTimeOffset GivenAt { get; init; }

    /// <summary>What the lead unit wants to agree on; empty while it was not sent back.</summary>
    public string Disagreement { get; init; } = "";
    public DateTimeOffset SentBackAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Its state, which the two facts above say.</summary>
    public OpinionState State =>
        SentBackAt > DateTimeOffset.UnixEpoch ? OpinionState.SentBack
        : Id.Length > 0 ? OpinionState.Given
        : OpinionState.Unspecified;

    private static readonly string VisibleById = $"{Table.Select}\n  {AssignmentRow.Visible}\n  AND n.id = @id";

    private static readonly string CountSentBack =
        "SELECT COUNT(*) FROM opinions WHERE committee = @committee AND assignment = @assignment AND sent_back_at > 0";

    private static readonly string OnePage = $"""
        {Table.Select}
          AND a.proposal = @proposal AND n.id > @After
          {AssignmentRow.Visible}
        ORDER BY n.id LIMIT @Limit
        """;

    /// <summary>A page of the opinions on a case visible to the caller, oldest first.</summary>
    public static Task<IReadOnlyList<OpinionRow>> PageAsync(IRead read, Page page, string proposal) =>
        Table.PageAsync(
            read,
            OnePage,
            new
            {
                committee = read.Committee,
                proposal,
                office = Visibility.Office(read),
                unit = Visibility.Unit(read),
                page.After,
                page.Limit,
            }
        );

    /// <summary>The opinion with this name, if visible to the caller. Refusals: NOT_FOUND.</summary>
    public static async Task<Decision<OpinionRow>> LoadAsync(IRead read, string name)
    {
        if (!ResourceName.Id(name, read.Committee, "opinions").Decided(out var id, out var refusal))
            return refusal;
        var row = await Table.OneAsync(
            read,
            VisibleById,
            new
            {
                committee = read.Committee,
                id,
                office = Visibility.Office(read),
                unit = Visibility.Unit(read),
            }
        );
        return row is null ? CommonRefusals.NotFound : row;
    }

    /// <summary>How many opinions of an assignment were sent back.</summary>
    public static Task<long> CountSentBackAsync(IRead read, string assignment) =>
        read.OneAsync<long>(CountSentBack, new { committee = read.Committee, assignment });

    /// <summary>
    /// Records that the lead unit sent it back; the caller saves the assignment with the event.
    /// </summary>
    public OpinionRow SendBack(Transaction tx, string disagreement)
    {
        var next = this with { Version = Version + 1, Disagreement = disagreement, SentBackAt = tx.Now };
        return next.State == OpinionMachine.Moves.After(State, OpinionMove.SendBack)
            ? Table.Put(tx, next)
            : throw new InvalidOperationException($"opinion {Id} is {next.State}");
    }

    /// <summary>Writes an opinion with its event, which completes the co-handling assignment.</summary>
    public static async Task<OpinionRow> InsertAsync(
        Transaction tx,
        AssignmentRow assignment,
        SubmitOpinionRequest request
    )
    {
        var row = new OpinionRow
        {
            Id = tx.NewId(),
            Assignment = assignment.Id,
            Unit = assignment.Unit,
            Text = request.Text,
            DocumentNumber = request.DocumentNumber,
            Signatory = request.Signatory,
            Handler = request.Handler,
            HandlerPhone = request.HandlerPhone,
            GivenAt = tx.Now,
        };
        Table.Add(tx, row);
        await assignment.EndAsync(
            tx,
            AssignmentMove.GiveOpinion,
            new OpinionSubmitted
            {
                Proposal = assignment.Proposal,
                Assignment = assignment.Id,
                Opinion = row.Id,
                TextHash = TextHash.Of(request.Text),
            }
        );
        return row;
    }

    /// <summary>The opinion as clients see it.</summary>
    public Opinion ToMessage(string committee) =>
        new()
        {
            Name = ResourceName.Of(committee, "opinions", Id),
            Assignment = ResourceName.Of(committee, "assignments", Assignment),
            Unit = ResourceName.Of(committee, "units", Unit),
            Text = Text,
            GivenAt = Timestamp.FromDateTimeOffset(GivenAt),
            DocumentNumber = DocumentNumber,
            Signatory = Signatory,
            Handler = Handler,
            HandlerPhone = HandlerPhone,
            State = State,
            Disagreement = Disagreement,
            SentBackAt = Instant.ToTimestamp(SentBackAt),
        };
}
