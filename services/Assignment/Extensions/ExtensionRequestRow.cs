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
        moving:
        [
            nameof(State),
            nameof(Denial),
            nameof(GrantedUntil),
            nameof(GrantReason),
            nameof(DecidedBy),
            nameof(DecidedAt),
        ],
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

    /// <summary>The last day that was granted; empty unless granted.</summary>
    public string GrantedUntil { get; init; } = "";

    /// <summary>Why another day than the one asked for was granted.</summary>
    public string GrantReason { get; init; } = "";

    /// <summary>Id of the account that granted or denied it.</summary>
    public string DecidedBy { get; init; } = "";
    public DateTimeOffset DecidedAt { get; init; } = DateTimeOffset.UnixEpoch;

    private static readonly string ById = Table.Select + " AND r.id = @id";

    private static readonly string OwnById = ById + " AND a.unit = @unit";

    private static readonly string Pending = Sql.Of(
        $"{Table.Select} AND r.assignment = @assignment AND r.state = {ExtensionRequestState.Pending}"
    );

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
    public static Task<Decision<ExtensionRequestRow>> LoadForAsync(
        IRead read,
        string name,
        ExtensionRequestMove move
    ) => LoadAsync(read, name, move, ById, id => new { committee = read.Committee, id });

    /// <summary>
    /// For a move of the unit: a request of its own in a state that allows it; others do not exist for it. Refusals:
    /// NOT_FOUND, MOVE_NOT_ALLOWED.
    /// </summary>
    public static Task<Decision<ExtensionRequestRow>> LoadOwnForAsync(
        IRead read,
        string name,
        ExtensionRequestMove move
    ) =>
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

    /// <summary>The pending request of an assignment; null when none.</summary>
    public static Task<ExtensionRequestRow?> PendingAsync(IRead read, string assignment) =>
        Table.OneAsync(read, Pending, new { committee = read.Committee, assignment });

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
    public ExtensionRequestRow Answer(Transaction tx, ExtensionRequestMove move) =>
        Table.Put(tx, this with { State = ExtensionRequestMachine.Moves.After(State, move), Version = Version + 1 });

    /// <summary>Grants it up to this day.</summary>
    public ExtensionRequestRow Grant(Transaction tx, string until, string reason) =>
        (Decided(tx) with { GrantedUntil = until, GrantReason = reason }).Answer(tx, ExtensionRequestMove.Grant);

    /// <summary>Denies it.</summary>
    public ExtensionRequestRow Deny(Transaction tx, string reason) =>
        (Decided(tx) with { Denial = reason }).Answer(tx, ExtensionRequestMove.Deny);

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
            GrantedUntil = GrantedUntil,
            GrantReason = GrantReason,
            DecidedBy = ResourceName.Of(committee, "accounts", DecidedBy),
            DecidedAt = Instant.ToTimestamp(DecidedAt),
        };

    private ExtensionRequestRow Decided(Transaction tx) =>
        this with
        {
            DecidedBy = tx.Caller.Account,
            DecidedAt = tx.Now,
        };

    private static async Task<Decision<ExtensionRequestRow>> LoadAsync(
        IRead read,
        string name,
        ExtensionRequestMove move,
        string sql,
        Func<string, object> args
    )
    {
        if (!ResourceName.Id(name, read.Committee, "extensionRequests").Decided(out var id, out var refusal))
            return refusal;
        if (await Table.OneAsync(read, sql, args(id)) is not { } row)
            return CommonRefusals.NotFound;
        return ExtensionRequestMachine.Moves.Refuses(row.State, move) is { } no ? no : row;
    }
}
