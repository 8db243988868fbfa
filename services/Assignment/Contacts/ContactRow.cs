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
    public ContactStage Stage { get; init; }

    /// <summary>参加人; empty when none were said.</summary>
    public string Participants { get; init; } = "";

    /// <summary>委员意见; empty when it was not said.</summary>
    public string ProposerView { get; init; } = "";

    private static readonly string One = Sql.Of(
        $"""
        SELECT id FROM contacts
        WHERE committee = @committee AND assignment = @assignment
          AND (@early = 0 OR stage = {ContactStage.Before} OR form = {ContactForm.WaivedByProposer})
        LIMIT 1
        """
    );

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

    /// <summary>
    /// True when the assignment has a contact; with <paramref name="early"/>, one of before the work (办前面商) or one
    /// that the proposer waived (handbook edge case 30).
    /// </summary>
    public static async Task<bool> ExistsAsync(IRead read, string assignment, bool early) =>
        await read.OneAsync<string>(
            One,
            new
            {
                committee = read.Committee,
                assignment,
                early = early ? 1 : 0,
            }
        )
            is not null;

    /// <summary>Writes a contact with its event.</summary>
    public static ContactRow Insert(Transaction tx, AssignmentRow assignment, LogContactRequest request)
    {
        var row = new ContactRow
        {
            Id = tx.NewId(),
            Assignment = assignment.Id,
            Date = request.Date,
            Form = request.Form,
            Summary = request.Summary,
            Stage = request.Stage,
            Participants = request.Participants,
            ProposerView = request.ProposerView,
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
                Date = row.Date,
                Form = row.Form,
                Stage = row.Stage,
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
            Stage = Stage,
            Participants = Participants,
            ProposerView = ProposerView,
        };
}
