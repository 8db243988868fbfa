using Google.Protobuf.WellKnownTypes;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Assignments;

/// <summary>A request to be relieved of an assignment (申退) as it stands; its events are the assignment's.</summary>
internal sealed record ReturnRequestRow
{
    /// <summary>The life cycle of a return request (handbook T46 to T48).</summary>
    public static readonly Machine<ReturnRequestState, ReturnRequestMove> Machine = new(
        "申退",
        new(ReturnRequestState.Unspecified, ReturnRequestMove.Request, ReturnRequestState.Pending),
        new(ReturnRequestState.Pending, ReturnRequestMove.Approve, ReturnRequestState.Approved),
        new(ReturnRequestState.Pending, ReturnRequestMove.Refuse, ReturnRequestState.Refused)
    );

    public string Id { get; init; } = "";
    public long Version { get; init; }
    public string Assignment { get; init; } = "";
    public ReturnRequestState State { get; init; }
    public string Reason { get; init; } = "";
    public string SuggestedUnit { get; init; } = "";
    public string Refusal { get; init; } = "";
    public DateTimeOffset RequestedAt { get; init; }

    private const string Columns = """
        SELECT r.id, r.version, r.assignment, r.state, r.reason, r.suggested_unit, r.refusal, r.requested_at
        FROM return_requests r JOIN assignments a ON a.committee = r.committee AND a.id = r.assignment WHERE r.committee = @committee
        """;

    /// <summary>For a move of the hand-over office: the request from whose state it is legal. Refusals: NOT_FOUND, MOVE_NOT_ALLOWED.</summary>
    public static async Task<Decision<ReturnRequestRow>> LoadForAsync(IRead read, string name, ReturnRequestMove move)
    {
        if (!ResourceName.Id(name, read.Committee, "returnRequests").Decided(out var id, out var refusal))
            return refusal;
        var row = await read.OneAsync<ReturnRequestRow>(
            Columns + " AND r.id = @id",
            new { committee = read.Committee, id }
        );
        if (row is null)
            return CommonRefusals.NotFound;
        return Machine.Refuses(row.State, move) is { } no ? no : row;
    }

    /// <summary>A page of requests, newest first: all for the hand-over office, its own for a unit.</summary>
    public static Task<IReadOnlyList<ReturnRequestRow>> PageAsync(IRead read, Page page, ReturnRequestState state) =>
        read.ManyAsync<ReturnRequestRow>(
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

    /// <summary>The assignment has a request that waits for an answer.</summary>
    public static async Task<bool> IsPendingAsync(IRead read, string assignment) =>
        await read.OneAsync<string>(
            "SELECT id FROM return_requests WHERE committee = @committee AND assignment = @assignment AND state = 1",
            new { committee = read.Committee, assignment }
        )
            is not null;

    /// <summary>Approved returns of a case, in all rounds.</summary>
    public static Task<long> CountApprovedAsync(IRead read, string proposal) =>
        read.OneAsync<long>(
            """
            SELECT COUNT(*) FROM return_requests r JOIN assignments a ON a.committee = r.committee AND a.id = r.assignment
            WHERE r.committee = @committee AND a.proposal = @proposal AND r.state = 2
            """,
            new { committee = read.Committee, proposal }
        );

    /// <summary>Writes a new request; the event belongs to the assignment.</summary>
    public static ReturnRequestRow Insert(Transaction tx, AssignmentRow assignment, string reason, string suggestedUnit)
    {
        var row = new ReturnRequestRow
        {
            Id = tx.NewId(),
            Version = 1,
            Assignment = assignment.Id,
            State = ReturnRequestState.Pending,
            Reason = reason,
            SuggestedUnit = suggestedUnit,
            RequestedAt = tx.Now,
        };
        tx.Write(
            """
            INSERT INTO return_requests (committee, id, version, assignment, state, reason, suggested_unit, refusal, requested_at)
            VALUES (@committee, @Id, @Version, @Assignment, @State, @Reason, @SuggestedUnit, '', @RequestedAt)
            """,
            new
            {
                committee = tx.Committee,
                row.Id,
                row.Version,
                row.Assignment,
                row.State,
                row.Reason,
                row.SuggestedUnit,
                row.RequestedAt,
            }
        );
        assignment.Save(
            tx,
            new ReturnRequested
            {
                Proposal = assignment.Proposal,
                Assignment = assignment.Id,
                ReturnRequest = row.Id,
                SuggestedUnit = suggestedUnit,
            }
        );
        return row;
    }

    /// <summary>Answers it by a move that the machine allows; the caller saves the assignment with the event.</summary>
    public ReturnRequestRow Answer(Transaction tx, ReturnRequestMove move, string refusal = "")
    {
        var next = this with { State = Machine.After(State, move), Version = Version + 1, Refusal = refusal };
        tx.Write(
            "UPDATE return_requests SET version = @Version, state = @State, refusal = @Refusal WHERE committee = @committee AND id = @Id AND version = @Version - 1",
            new
            {
                committee = tx.Committee,
                next.Id,
                next.Version,
                next.State,
                next.Refusal,
            }
        );
        return next;
    }

    /// <summary>The request as clients see it.</summary>
    public ReturnRequest ToMessage(string committee) =>
        new()
        {
            Name = ResourceName.Of(committee, "returnRequests", Id),
            Assignment = ResourceName.Of(committee, "assignments", Assignment),
            State = State,
            Reason = Reason,
            SuggestedUnit = ResourceName.Of(committee, "units", SuggestedUnit),
            Refusal = Refusal,
            RequestedAt = Timestamp.FromDateTimeOffset(RequestedAt),
        };
}
