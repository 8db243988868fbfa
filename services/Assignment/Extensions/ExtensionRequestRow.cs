using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Assignments;

/// <summary>A request for more time (延期) as it stands; its events are the assignment's.</summary>
internal sealed record ExtensionRequestRow
{
    /// <summary>The life cycle of an extension request (handbook T65).</summary>
    public static readonly Machine<ExtensionRequestState, ExtensionRequestMove> Machine = new(
        "延期申请",
        new(ExtensionRequestState.Unspecified, ExtensionRequestMove.Request, ExtensionRequestState.Pending),
        new(ExtensionRequestState.Pending, ExtensionRequestMove.Grant, ExtensionRequestState.Granted),
        new(ExtensionRequestState.Pending, ExtensionRequestMove.Deny, ExtensionRequestState.Denied)
    );

    public string Id { get; init; } = "";
    public long Version { get; init; }
    public string Assignment { get; init; } = "";
    public ExtensionRequestState State { get; init; }
    public string Reason { get; init; } = "";
    public string Until { get; init; } = "";
    public string OldDue { get; init; } = "";
    public string Denial { get; init; } = "";

    private const string Columns = """
        SELECT r.id, r.version, r.assignment, r.state, r.reason, r.until, r.old_due, r.denial
        FROM extension_requests r JOIN assignments a ON a.committee = r.committee AND a.id = r.assignment WHERE r.committee = @committee
        """;

    /// <summary>For a move of the hand-over office: the request from whose state it is legal. Refusals: NOT_FOUND, MOVE_NOT_ALLOWED.</summary>
    public static async Task<Decision<ExtensionRequestRow>> LoadForAsync(
        IRead read,
        string name,
        ExtensionRequestMove move
    )
    {
        if (!ResourceName.Id(name, read.Committee, "extensionRequests").Decided(out var id, out var refusal))
            return refusal;
        var row = await read.OneAsync<ExtensionRequestRow>(
            Columns + " AND r.id = @id",
            new { committee = read.Committee, id }
        );
        if (row is null)
            return CommonRefusals.NotFound;
        return Machine.Refuses(row.State, move) is { } no ? no : row;
    }

    /// <summary>A page of requests, newest first: all for the hand-over office, its own for a unit.</summary>
    public static Task<IReadOnlyList<ExtensionRequestRow>> PageAsync(
        IRead read,
        Page page,
        ExtensionRequestState state
    ) =>
        read.ManyAsync<ExtensionRequestRow>(
            Columns
                + " AND (@office = 1 OR (@unit <> '' AND a.unit = @unit)) AND (@state = 0 OR r.state = @state) AND (@After = '' OR r.id < @After) ORDER BY r.id DESC LIMIT @Limit",
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
            State = ExtensionRequestState.Pending,
            Reason = reason,
            Until = until,
            OldDue = assignment.Due,
        };
        tx.Write(
            """
            INSERT INTO extension_requests (committee, id, version, assignment, state, reason, until, old_due, denial)
            VALUES (@committee, @Id, @Version, @Assignment, @State, @Reason, @Until, @OldDue, '')
            """,
            new
            {
                committee = tx.Committee,
                row.Id,
                row.Version,
                row.Assignment,
                row.State,
                row.Reason,
                row.Until,
                row.OldDue,
            }
        );
        assignment.Save(
            tx,
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

    /// <summary>Answers it by a move that the machine allows; the caller saves the assignment with the event.</summary>
    public ExtensionRequestRow Answer(Transaction tx, ExtensionRequestMove move, string denial = "")
    {
        var next = this with { State = Machine.After(State, move), Version = Version + 1, Denial = denial };
        tx.Write(
            "UPDATE extension_requests SET version = @Version, state = @State, denial = @Denial WHERE committee = @committee AND id = @Id AND version = @Version - 1",
            new
            {
                committee = tx.Committee,
                next.Id,
                next.Version,
                next.State,
                next.Denial,
            }
        );
        return next;
    }

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
