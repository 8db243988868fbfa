using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Assignments;

/// <summary>The current state of a request for more time (延期); its events belong to the assignment.</summary>
internal sealed record ExtensionRequestRow
{
    private static readonly Table<ExtensionRequestRow> Table = new(
        "extension_requests",
        "r",
        moving: [nameof(State), nameof(Denial)],
        join: "JOIN assignments a ON a.committee = r.committee AND a.id = r.assignment",
        title: "延期申请"
    );

    public string Id { get; init; } = "";
    public long Version { get; init; }
    public string Assignment { get; init; } = "";
    public ExtensionRequestState State { get; init; }
    public string Reason { get; init; } = "";
    public string Until { get; init; } = "";
    public string OldDue { get; init; } = "";
    public string Denial { get; init; } = "";

    private static readonly string ById = Table.Select + " AND r.id = @id";

    private static readonly string OnePage = $"""
        {Table.Select}
          AND (@office = 1 OR (@unit <> '' AND a.unit = @unit))
          AND (@state = 0 OR r.state = @state)
          AND (@After = '' OR r.id < @After)
        ORDER BY r.id DESC LIMIT @Limit
        """;

    /// <summary>
    /// For a move of the hand-over office: the request in a state that allows it. Refusals: NOT_FOUND,
    /// MOVE_NOT_ALLOWED.
    /// </summary>
    public static async Task<Decision<ExtensionRequestRow>> LoadForAsync(
        IRead read,
        string name,
        ExtensionRequestMove move
    )
    {
        if (!ResourceName.Id(name, read.Committee, "extensionRequests").Decided(out var id, out var refusal))
            return refusal;
        var row = await Table.OneAsync(read, ById, new { committee = read.Committee, id });
        if (row is null)
            return CommonRefusals.NotFound;
        return ExtensionRequestMachine.Moves.Refuses(row.State, move) is { } no ? no : row;
    }

    /// <summary>A page of requests, newest first: all for the hand-over office, its own for a unit.</summary>
    public static Task<IReadOnlyList<ExtensionRequestRow>> PageAsync(
        IRead read,
        Page page,
        ExtensionRequestState state
    ) =>
        Table.PageAsync(
            read,
            OnePage,
            new
            {
                committee = read.Committee,
                office = read.Caller.Is(Role.HandOverOffice) ? 1 : 0,
                unit = Visibility.Unit(read),
                state = (long)state,
                page.After,
                page.Limit,
            }
        );

    /// <summary>States of all requests of an assignment.</summary>
    public static Task<IReadOnlyList<ExtensionRequestState>> StatesAsync(IRead read, string assignment) =>
        read.ManyAsync<ExtensionRequestState>(
            "SELECT state FROM extension_requests WHERE committee = @committee AND assignment = @assignment",
            new { committee = read.Committee, assignment }
        );

    /// <summary>Writes a new request; the event belongs to the assignment.</summary>
    public static ExtensionRequestRow Insert(Transaction tx, AssignmentRow assignment, string reason, string until)
    {
        var row = new ExtensionRequestRow
        {
            Id = tx.NewId(),
            Version = 1,
            Assignment = assignment.Id,
            State = ExtensionRequestMachine.Moves.After(default, ExtensionRequestMove.Request),
            Reason = reason,
            Until = until,
            OldDue = assignment.Due.Text,
        };
        Table.Add(tx, row);
        assignment.Save(
            tx,
            AssignmentMove.RequestExtension,
            new ExtensionRequested
            {
                Proposal = assignment.Proposal,
                Assignment = assignment.Id,
                ExtensionRequest = row.Id,
                Until = until,
            }
        );
        return row;
    }

    /// <summary>
    /// Answers the request by a move that the machine allows; the caller saves the assignment with the event.
    /// </summary>
    public ExtensionRequestRow Answer(Transaction tx, ExtensionRequestMove move, string denial = "") =>
        Table.Put(
            tx,
            this with
            {
                State = ExtensionRequestMachine.Moves.After(State, move),
                Version = Version + 1,
                Denial = denial,
            }
        );

    /// <summary>The request as clients see it.</summary>
    public ExtensionRequest ToMessage(string committee) =>
        new()
        {
            Name = ResourceName.Of(committee, "extensionRequests", Id),
            Assignment = ResourceName.Of(committee, "assignments", Assignment),
            State = State,
            Reason = Reason,
            Until = Until,
            OldDue = OldDue,
            Denial = Denial,
        };
}
