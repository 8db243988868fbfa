using Google.Protobuf.WellKnownTypes;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Assignments;

/// <summary>
/// The current state of a request to be relieved of an assignment (申退); its events belong to the assignment.
/// </summary>
internal sealed record ReturnRequestRow
{
    private static readonly Table<ReturnRequestRow> Table = new(
        "return_requests",
        "r",
        moving: [nameof(State), nameof(Refusal)],
        join: "JOIN assignments a ON a.committee = r.committee AND a.id = r.assignment",
        title: "退回申请"
    );

    public string Id { get; init; } = "";
    public long Version { get; init; }
    public string Assignment { get; init; } = "";
    public ReturnRequestState State { get; init; }
    public string Reason { get; init; } = "";
    public string SuggestedUnit { get; init; } = "";
    public string Refusal { get; init; } = "";
    public DateTimeOffset RequestedAt { get; init; }

    private static readonly string ById = Table.Select + " AND r.id = @id";

    private static readonly string OwnById = ById + " AND a.unit = @unit";

    private static readonly string OnePage = $"""
        {Table.Select}
          AND (@office = 1 OR (@unit <> '' AND a.unit = @unit))
          AND (@state = 0 OR r.state = @state)
          AND (@After = '' OR r.id < @After)
        ORDER BY r.id DESC LIMIT @Limit
        """;

    private static readonly string Pending = Sql.Of(
        $"{Table.Select} AND r.assignment = @assignment AND r.state = {ReturnRequestState.Pending}"
    );

    private static readonly string ApprovedOfCase = Sql.Of(
        $"""
        SELECT COUNT(*) FROM return_requests r JOIN assignments a ON a.committee = r.committee AND a.id = r.assignment
        WHERE r.committee = @committee AND a.proposal = @proposal AND r.state = {ReturnRequestState.Approved}
        """
    );

    /// <summary>
    /// For a move of the hand-over office: the request in a state that allows it. Refusals: NOT_FOUND,
    /// MOVE_NOT_ALLOWED.
    /// </summary>
    public static Task<Decision<ReturnRequestRow>> LoadForAsync(IRead read, string name, ReturnRequestMove move) =>
        LoadAsync(read, name, move, ById, id => new { committee = read.Committee, id });

    /// <summary>
    /// For a move of the unit: a request of its own in a state that allows it; others do not exist for it. Refusals:
    /// NOT_FOUND, MOVE_NOT_ALLOWED.
    /// </summary>
    public static Task<Decision<ReturnRequestRow>> LoadOwnForAsync(IRead read, string name, ReturnRequestMove move) =>
        LoadAsync(
            read,
            name,
            move,
            OwnById,
            id => new
            {
                committee = read.Committee,
                id,
                unit = Visibility.Unit(read),
            }
        );

    /// <summary>A page of requests, newest first: all for the hand-over office, its own for a unit.</summary>
    public static Task<IReadOnlyList<ReturnRequestRow>> PageAsync(IRead read, Page page, ReturnRequestState state) =>
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

    /// <summary>True when the assignment has a pending request.</summary>
    public static async Task<bool> IsPendingAsync(IRead read, string assignment) =>
        await PendingAsync(read, assignment) is not null;

    /// <summary>The pending request of an assignment; null when none.</summary>
    public static Task<ReturnRequestRow?> PendingAsync(IRead read, string assignment) =>
        Table.OneAsync(read, Pending, new { committee = read.Committee, assignment });

    /// <summary>Approved returns of a case, in all rounds.</summary>
    public static Task<long> CountApprovedAsync(IRead read, string proposal) =>
        read.OneAsync<long>(ApprovedOfCase, new { committee = read.Committee, proposal });

    /// <summary>Writes a new request; the event belongs to the assignment.</summary>
    public static ReturnRequestRow Insert(Transaction tx, AssignmentRow assignment, string reason, string suggestedUnit)
    {
        var row = new ReturnRequestRow
        {
            Id = tx.NewId(),
            Version = 1,
            Assignment = assignment.Id,
            State = ReturnRequestMachine.Moves.After(default, ReturnRequestMove.Request),
            Reason = reason,
            SuggestedUnit = suggestedUnit,
            RequestedAt = tx.Now,
        };
        Table.Add(tx, row);
        assignment.Save(
            tx,
            AssignmentMove.RequestReturn,
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

    /// <summary>
    /// Answers the request by a move that the machine allows; the caller saves the assignment with the event.
    /// </summary>
    public ReturnRequestRow Answer(Transaction tx, ReturnRequestMove move, string refusal = "") =>
        Table.Put(
            tx,
            this with
            {
                State = ReturnRequestMachine.Moves.After(State, move),
                Version = Version + 1,
                Refusal = refusal,
            }
        );

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

    private static async Task<Decision<ReturnRequestRow>> LoadAsync(
        IRead read,
        string name,
        ReturnRequestMove move,
        string sql,
        Func<string, object> args
    )
    {
        if (!ResourceName.Id(name, read.Committee, "returnRequests").Decided(out var id, out var refusal))
            return refusal;
        if (await Table.OneAsync(read, sql, args(id)) is not { } row)
            return CommonRefusals.NotFound;
        return ReturnRequestMachine.Moves.Refuses(row.State, move) is { } no ? no : row;
    }
}
