using Google.Protobuf;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>
/// The current state of the closing side of a case. Its first delivered reply begins it: before that nobody can state
/// or close anything. Its aggregate id is the proposal's.
/// </summary>
internal sealed record CaseRow
{
    private static readonly Table<CaseRow> Table = new("cases", "c", key: [nameof(Proposal)], title: "办结情况");

    /// <summary>
    /// The closing side has a collection of its own; cases/… is the whole case, which Supervision shows.
    /// </summary>
    public const string Collection = "closings";

    /// <summary>The collection in names of clients before version 0.2; it is still accepted.</summary>
    private const string FormerCollection = "cases";

    public string Proposal { get; init; } = "";
    public long Version { get; init; }
    public CaseState State { get; init; }
    public int Round { get; init; }
    public long PolicyVersion { get; init; }
    public Rating Work { get; init; }
    public Rating Result { get; init; }
    public string Reason { get; init; } = "";
    public DateTimeOffset ClosedAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>
    /// Applies an event's data; the machine sets the state. Events contain neither the reason for closing nor the
    /// ratings of a round that awaits closure; the use case sets them separately.
    /// </summary>
    public static CaseRow Evolve(CaseRow row, IMessage happened, DateTimeOffset at) =>
        happened switch
        {
            // The round is over, and its ratings stand.
            CaseMoved { State: CaseState.AwaitingClosure } => row,
            CaseMoved e => row with
            {
                Proposal = e.Proposal,
                Round = e.Round,
                Work = Rating.Unspecified,
                Result = Rating.Unspecified,
            },
            RehandlingOrdered e => row with { Round = e.Round, Work = Rating.Unspecified, Result = Rating.Unspecified },
            RoundRated or ConciliationHeld => row,
            CaseClosed e => row with { Work = e.Work, Result = e.Result, ClosedAt = at },
            _ => throw new ArgumentOutOfRangeException(
                nameof(happened),
                happened.Descriptor.FullName,
                "not an event of a case"
            ),
        };

    /// <summary>
    /// The case after a move and its event: the state from the machine, all else from the event. When an event carries
    /// the state, the machine enforces that it is the same.
    /// </summary>
    public CaseRow After(CaseMove move, IMessage happened, DateTimeOffset at) =>
        Evolve(this, happened, at) with
        {
            State = CaseMachine.Moves.After(State, move, (happened as CaseMoved)?.State),
            Version = Version + 1,
        };

    private static readonly string ById = Table.Select + " AND c.proposal = @id";

    // Visibility: offices see all; a proposer and a unit see the cases in which they have a form.
    private static readonly string VisibleById = $"""
        {ById}
          AND (@office = 1 OR EXISTS (SELECT 1 FROM forms f WHERE f.committee = c.committee AND f.proposal = c.proposal
          AND ((@member <> '' AND f.member = @member) OR (@unit <> '' AND f.unit = @unit))))
        """;

    /// <summary>The case of a proposal, for the suite itself. Null before its first reply.</summary>
    public static Task<CaseRow?> FindAsync(IRead read, string id) =>
        Table.OneAsync(read, ById, new { committee = read.Committee, id });

    /// <summary>The case of a form. It exists, because issuing the form began it.</summary>
    public static async Task<CaseRow> OfAsync(IRead read, string id) =>
        await FindAsync(read, id) ?? throw new InvalidOperationException($"proposal {id} has forms but no case");

    /// <summary>The case with this name, if visible to the caller. Refusals: NOT_FOUND.</summary>
    public static async Task<Decision<CaseRow>> LoadAsync(IRead read, string name)
    {
        var collection = name.Contains($"/{FormerCollection}/", StringComparison.Ordinal)
            ? FormerCollection
            : Collection;
        if (!ResourceName.Id(name, read.Committee, collection).Decided(out var id, out var refusal))
            return refusal;
        var caller = read.Caller;
        return
            await Table.OneAsync(
                read,
                VisibleById,
                new
                {
                    committee = read.Committee,
                    id,
                    office = SeesAll(caller) ? 1 : 0,
                    member = caller.Is(Role.Member) ? caller.Member : "",
                    unit = caller.Is(Role.HandlingUnit) ? caller.Unit : "",
                }
            )
                is { } row
            ? row
            : CommonRefusals.NotFound;
    }

    /// <summary>True for callers who see every case of their committee.</summary>
    public static bool SeesAll(Caller caller) =>
        caller.Is(Role.ProposalsOffice, Role.HandOverOffice, Role.Supervisor, Role.Leader);

    /// <summary>Writes a new case with its first event.</summary>
    public static CaseRow Insert(Transaction tx, CaseMove move, CaseMoved happened, long policyVersion)
    {
        var row = Table.Add(tx, new CaseRow { PolicyVersion = policyVersion }.After(move, happened, tx.Now));
        tx.Append(row.Proposal, row.Version, happened);
        return row;
    }

    /// <summary>
    /// Writes the state after a move and its event, guarded by the version that the decision was based on.
    /// </summary>
    public CaseRow Save(Transaction tx, CaseMove move, IMessage happened) =>
        Write(tx, After(move, happened, tx.Now), happened);

    /// <summary>Writes an event that is not a move of the case, whatever its state.</summary>
    public CaseRow Note(Transaction tx, IMessage happened) =>
        Write(tx, Evolve(this, happened, tx.Now) with { Version = Version + 1 }, happened);

    /// <summary>
    /// The profile that applies to the case. It is known here, because the case's forms were counted by it.
    /// </summary>
    public async Task<PolicyProfile> PolicyAsync(IRead read) =>
        await DirectoryCopy.PolicyAsync(read, PolicyVersion)
        ?? throw new InvalidOperationException($"policy profile {PolicyVersion} is not known here");

    /// <summary>The case as clients see it.</summary>
    public Case ToMessage(string committee) =>
        new()
        {
            Name = ResourceName.Of(committee, Collection, Proposal),
            Proposal = ResourceName.Of(committee, "proposals", Proposal),
            State = State,
            Round = Round,
            Work = Work,
            Result = Result,
            ClosedAt = Instant.ToTimestamp(ClosedAt),
            Reason = Reason,
            Etag = Etag.Of(Version),
        };

    private static CaseRow Write(Transaction tx, CaseRow next, IMessage happened)
    {
        Table.Put(tx, next);
        tx.Append(next.Proposal, next.Version, happened);
        return next;
    }
}
