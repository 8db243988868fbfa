using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// A contact with the proposer (沟通/面商), as the unit logged it. A contact that the proposer waived counts as one
/// (handbook edge case 30).
/// </summary>
internal sealed record ContactRow
{
    private static readonly Table<ContactRow> Table = new("contacts", "c", title: "沟通记录");

    public string Id { get; init; } = "";
    public string Assignment { get; init; } = "";
    public string Date { get; init; } = "";
    public ContactForm Form { get; init; }
    public string Summary { get; init; } = "";

    private static readonly string OnePage = $"""
        {Table.Select} AND c.assignment = @assignment AND (@After = '' OR c.id < @After)
        ORDER BY c.id DESC LIMIT @Limit
        """;

    /// <summary>A page of an assignment's contacts, newest first.</summary>
    public static Task<IReadOnlyList<ContactRow>> PageAsync(IRead read, Page page, string assignment) =>
        Table.PageAsync(
            read,
            OnePage,
            new
            {
                committee = read.Committee,
                assignment,
                page.After,
                page.Limit,
            }
        );

    /// <summary>True when the assignment has a contact.</summary>
    public static async Task<bool> ExistsAsync(IRead read, string assignment) =>
        await read.OneAsync<string>(
            "SELECT id FROM contacts WHERE committee = @committee AND assignment = @assignment LIMIT 1",
            new { committee = read.Committee, assignment }
        )
            is not null;

    /// <summary>Writes a contact with its event.</summary>
    public static ContactRow Insert(
        Transaction tx,
        AssignmentRow assignment,
        string date,
        ContactForm form,
        string summary
    )
    {
        var row = new ContactRow
        {
            Id = tx.NewId(),
            Assignment = assignment.Id,
            Date = date,
            Form = form,
            Summary = summary,
        };
        Table.Add(tx, row);
        assignment.Save(
            tx,
            AssignmentMove.LogContact,
            new ContactLogged
            {
                Proposal = assignment.Proposal,
                Assignment = assignment.Id,
                Contact = row.Id,
                Date = date,
                Form = form,
            }
        );
        return row;
    }

    /// <summary>The contact as clients see it.</summary>
    public Contact ToMessage(string committee) =>
        new()
        {
            Name = ResourceName.Of(committee, "contacts", Id),
            Assignment = ResourceName.Of(committee, "assignments", Assignment),
            Date = Date,
            Form = Form,
            Summary = Summary,
        };
}
