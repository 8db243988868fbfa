using Google.Protobuf.WellKnownTypes;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// A co-handling opinion (会办意见). It is given once and stays with its assignment (handbook edge case 20).
/// </summary>
internal sealed record OpinionRow
{
    private static readonly Table<OpinionRow> Table = new(
        "opinions",
        "n",
        read: new() { [nameof(Unit)] = "a.unit" },
        join: "JOIN assignments a ON a.committee = n.committee AND a.id = n.assignment",
        title: "会办意见"
    );

    public string Id { get; init; } = "";
    public string Assignment { get; init; } = "";
    public string Unit { get; init; } = "";
    public string Text { get; init; } = "";
    public DateTimeOffset GivenAt { get; init; }

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

    /// <summary>Writes an opinion with its event, which completes the co-handling assignment.</summary>
    public static async Task<OpinionRow> InsertAsync(Transaction tx, AssignmentRow assignment, string text)
    {
        var row = new OpinionRow
        {
            Id = tx.NewId(),
            Assignment = assignment.Id,
            Unit = assignment.Unit,
            Text = text,
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
                TextHash = TextHash.Of(text),
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
        };
}
