using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>
/// The closing side of a case as it stands. Its first delivered reply begins it: before that nobody can state or close anything. Its aggregate id is the proposal's.
/// </summary>
internal sealed record CaseRow
{
    /// <summary>The life cycle of the closing side (handbook T80 to T87, T100).</summary>
    public static readonly Machine<CaseState, CaseMove> Machine = new(
        "办结",
        new(CaseState.Unspecified, CaseMove.Begin, CaseState.AwaitingReply),
        new(CaseState.Unspecified, CaseMove.Complete, CaseState.AwaitingFeedback),
        new(CaseState.AwaitingReply, CaseMove.Complete, CaseState.AwaitingFeedback),
        new(CaseState.AwaitingReply, CaseMove.FollowRound, CaseState.AwaitingReply),
        new(CaseState.AwaitingFeedback, CaseMove.Settle, CaseState.Closed),
        new(CaseState.AwaitingFeedback, CaseMove.Rehandle, CaseState.AwaitingReply),
        new(CaseState.AwaitingFeedback, CaseMove.Refer, CaseState.AwaitingClosure),
        new(CaseState.AwaitingFeedback, CaseMove.FollowRound, CaseState.AwaitingReply),
        new(CaseState.AwaitingClosure, CaseMove.Close, CaseState.Closed),
        new(CaseState.AwaitingClosure, CaseMove.FollowRound, CaseState.AwaitingReply)
    );

    /// <summary>The closing side has a name of its own; cases/… is the whole case, which Supervision shows.</summary>
    private const string Collection = "closings";

    /// <summary>What clients of before 0.2 say; it is still understood.</summary>
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

    /// <summary>The state after an event. The reason for closing and the ratings of a round that awaits closure are not part of events; the slice sets them beside.</summary>
    public static CaseRow Evolve(CaseRow state, IMessage happened, DateTimeOffset at) =>
        happened switch
        {
            CaseMoved { State: CaseState.AwaitingClosure } => state with { State = CaseState.AwaitingClosure },
            CaseMoved e => state with
            {
                Proposal = e.Proposal,
                State = e.State,
                Round = e.Round,
                Work = Rating.Unspecified,
                Result = Rating.Unspecified,
            },
            RehandlingOrdered e => state with
            {
                State = CaseState.AwaitingReply,
                Round = e.Round,
                Work = Rating.Unspecified,
                Result = Rating.Unspecified,
            },
            RoundRated => state,
            CaseClosed e => state with { State = CaseState.Closed, Work = e.Work, Result = e.Result, ClosedAt = at },
            _ => throw new ArgumentOutOfRangeException(
                nameof(happened),
                happened.Descriptor.FullName,
                "not an event of a case"
            ),
        };

    private const string Columns =
        "SELECT c.proposal, c.version, c.state, c.round, c.policy_version, c.work, c.result, c.reason, c.closed_at FROM cases c WHERE c.committee = @committee AND c.proposal = @id";

    // Offices see all; a proposer and a unit the cases in which they have a form.
    private const string Visible = """
         AND (@office = 1 OR EXISTS (SELECT 1 FROM forms f WHERE f.committee = c.committee AND f.proposal = c.proposal
          AND ((@member <> '' AND f.member = @member) OR (@unit <> '' AND f.unit = @unit))))
        """;

    /// <summary>The case of a proposal, for the suite itself. Null before its first reply.</summary>
    public static Task<CaseRow?> FindAsync(IRead read, string id) =>
        read.OneAsync<CaseRow>(Columns, new { committee = read.Committee, id });

    /// <summary>The case that a form belongs to: issuing the form began it.</summary>
    public static async Task<CaseRow> OfAsync(IRead read, string id) =>
        await FindAsync(read, id) ?? throw new InvalidOperationException($"proposal {id} has forms but no case");

    /// <summary>The case of a name, as far as the caller may know of it. Refusals: NOT_FOUND.</summary>
    public static async Task<Decision<CaseRow>> LoadAsync(IRead read, string name)
    {
        var collection = name.Contains($"/{FormerCollection}/", StringComparison.Ordinal)
            ? FormerCollection
            : Collection;
        if (!ResourceName.Id(name, read.Committee, collection).Decided(out var id, out var refusal))
            return refusal;
        var caller = read.Caller;
        return
            await read.OneAsync<CaseRow>(
                Columns + Visible,
                new
                {
                    committee = read.Committee,
                    id,
                    office = caller.Is(Role.ProposalsOffice, Role.HandOverOffice, Role.Supervisor, Role.Leader) ? 1 : 0,
                    member = caller.Is(Role.Member) ? caller.Member : "",
                    unit = caller.Is(Role.HandlingUnit) ? caller.Unit : "",
                }
            )
                is { } row
            ? row
            : CommonRefusals.NotFound;
    }

    /// <summary>Writes a new case with its first event.</summary>
    public static CaseRow Insert(Transaction tx, CaseMoved happened, long policyVersion)
    {
        var row = Evolve(new CaseRow { PolicyVersion = policyVersion }, happened, tx.Now) with { Version = 1 };
        tx.Write(
            """
            INSERT INTO cases (committee, proposal, version, state, round, policy_version, work, result, reason, closed_at)
            VALUES (@committee, @Proposal, @Version, @State, @Round, @PolicyVersion, @Work, @Result, @Reason, @ClosedAt)
            """,
            row.ToArgs(tx.Committee)
        );
        tx.Append(row.Proposal, row.Version, happened);
        return row;
    }

    /// <summary>Writes what an event made of this case, guarded by the version it was decided on.</summary>
    public CaseRow Save(Transaction tx, IMessage happened)
    {
        var next = Evolve(this, happened, tx.Now) with { Version = Version + 1 };
        tx.Write(
            """
            UPDATE cases SET version = @Version, state = @State, round = @Round, policy_version = @PolicyVersion, work = @Work, result = @Result, reason = @Reason, closed_at = @ClosedAt
            WHERE committee = @committee AND proposal = @Proposal AND version = @Version - 1
            """,
            next.ToArgs(tx.Committee)
        );
        tx.Append(next.Proposal, next.Version, happened);
        return next;
    }

    /// <summary>The profile the case is under. Its forms were counted by it, so it is known here.</summary>
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
            ClosedAt = ClosedAt == DateTimeOffset.UnixEpoch ? null : Timestamp.FromDateTimeOffset(ClosedAt),
            Etag = Etag.Of(Version),
        };

    /// <summary>A state in Chinese.</summary>
    private object ToArgs(string committee) =>
        new
        {
            committee,
            Proposal,
            Version,
            State,
            Round,
            PolicyVersion,
            Work,
            Result,
            Reason,
            ClosedAt,
        };
}
