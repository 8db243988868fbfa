using Google.Protobuf.WellKnownTypes;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>A feedback form (征询意见表) as it stands: one a reply and proposer.</summary>
internal sealed record FormRow
{
    /// <summary>The life cycle of a form (handbook T80 to T82).</summary>
    public static readonly Machine<FormState, FormMove> Machine = new(
        "征询意见表",
        new(FormState.Unspecified, FormMove.Issue, FormState.Open),
        new(FormState.Open, FormMove.Submit, FormState.Submitted),
        new(FormState.Open, FormMove.Lapse, FormState.Lapsed)
    );

    public string Id { get; init; } = "";
    public long Version { get; init; }
    public string Proposal { get; init; } = "";
    public string Reply { get; init; } = "";
    public string Unit { get; init; } = "";
    public string Member { get; init; } = "";
    public int Round { get; init; }
    public bool Lead { get; init; }
    public FormState State { get; init; }
    public Rating Work { get; init; }
    public Rating Result { get; init; }
    public string Comment { get; init; } = "";
    public string DueDate { get; init; } = "";
    public DateTimeOffset TooLateAt { get; init; } = DateTimeOffset.UnixEpoch;
    public DateTimeOffset SubmittedAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>The ratings of its round were told after it was filled in: with its event, or by <see cref="TellRatings"/>.</summary>
    public bool Told { get; init; }

    private const string Columns = """
        SELECT id, version, proposal, reply, unit, member, round, lead, state, work, result, comment, due_date, too_late_at, submitted_at, told
        FROM forms WHERE committee = @committee
        """;

    // Offices see all; a proposer his own; whoever acts for a department none (handbook 1.4, edge case 43).
    private const string Visible = " AND (@office = 1 OR (@member <> '' AND member = @member))";

    private static int Office(Caller caller) => caller.Is(Role.ProposalsOffice, Role.Supervisor, Role.Leader) ? 1 : 0;

    private static string OwnMember(Caller caller) => IsDepartment(caller) ? "" : caller.Member;

    /// <summary>The caller acts for a handling unit, whatever else the account may do. Such an account never rates.</summary>
    public static bool IsDepartment(Caller caller) => caller.Unit.Length > 0 || caller.Is(Role.HandlingUnit);

    /// <summary>The form of an id, for the suite itself. Null when there is none.</summary>
    public static Task<FormRow?> FindAsync(IRead read, string id) =>
        read.OneAsync<FormRow>(Columns + " AND id = @id", new { committee = read.Committee, id });

    /// <summary>The form of a name, as far as the caller may know of it. Refusals: NOT_FOUND.</summary>
    public static async Task<Decision<FormRow>> LoadAsync(IRead read, string name)
    {
        if (!ResourceName.Id(name, read.Committee, "forms").Decided(out var id, out var refusal))
            return refusal;
        return
            await read.OneAsync<FormRow>(
                Columns + Visible + " AND id = @id",
                new
                {
                    committee = read.Committee,
                    id,
                    office = Office(read.Caller),
                    member = OwnMember(read.Caller),
                }
            )
                is { } row
            ? row
            : CommonRefusals.NotFound;
    }

    /// <summary>The form as the proposer it was issued to may fill it in; to everybody else it does not exist. Refusals: NOT_FOUND, STALE.</summary>
    public static async Task<Decision<FormRow>> LoadOwnAsync(IRead read, string name, string etag)
    {
        if (!(await LoadAsync(read, name)).Decided(out var form, out var refusal))
            return refusal;
        if (form.Member != OwnMember(read.Caller))
            return CommonRefusals.NotFound;
        return Etag.Refuses(etag, form.Version) is { } no ? no : form;
    }

    /// <summary>All forms of a round, of every unit and proposer.</summary>
    public static Task<IReadOnlyList<FormRow>> OfRoundAsync(IRead read, string proposal, int round) =>
        read.ManyAsync<FormRow>(
            Columns + " AND proposal = @proposal AND round = @round ORDER BY id",
            new
            {
                committee = read.Committee,
                proposal,
                round,
            }
        );

    /// <summary>A page of the forms the caller may know of, newest first.</summary>
    public static Task<IReadOnlyList<FormRow>> PageAsync(IRead read, Page page, string proposal, FormState state) =>
        read.ManyAsync<FormRow>(
            Columns
                + Visible
                + " AND (@proposal = '' OR proposal = @proposal) AND (@state = 0 OR state = @state) AND (@After = '' OR id < @After) ORDER BY id DESC LIMIT @Limit",
            new
            {
                committee = read.Committee,
                office = Office(read.Caller),
                member = OwnMember(read.Caller),
                proposal,
                state = (long)state,
                page.After,
                page.Limit,
            }
        );

    /// <summary>Writes a new form with its event.</summary>
    public void Insert(Transaction tx)
    {
        var row = this with
        {
            Id = tx.NewId(),
            Version = 1,
            State = Machine.After(FormState.Unspecified, FormMove.Issue),
        };
        tx.Write(
            """
            INSERT INTO forms (committee, id, version, proposal, reply, unit, member, round, lead, state, work, result, comment, due_date, too_late_at, submitted_at, told)
            VALUES (@committee, @Id, @Version, @Proposal, @Reply, @Unit, @Member, @Round, @Lead, @State, @Work, @Result, @Comment, @DueDate, @TooLateAt, @SubmittedAt, @Told)
            """,
            row.ToArgs(tx.Committee)
        );
        tx.Append(
            row.Id,
            row.Version,
            new FormIssued
            {
                Proposal = Proposal,
                Form = row.Id,
                Reply = Reply,
                Unit = Unit,
                Member = Member,
                Round = Round,
                DueDate = DueDate,
                Lead = Lead,
            }
        );
    }

    /// <summary>Writes what the proposer stated, and tells what the forms of the round amount to with it.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="work">办理工作.</param>
    /// <param name="result">办理结果.</param>
    /// <param name="comment">The comment; it stays in this table.</param>
    /// <param name="ofRound">All forms of the round as they were, this one included.</param>
    /// <param name="policy">The profile of the case.</param>
    public FormRow Submit(
        Transaction tx,
        Rating work,
        Rating result,
        string comment,
        IReadOnlyList<FormRow> ofRound,
        PolicyProfile policy
    )
    {
        var next = this with
        {
            State = Machine.After(State, FormMove.Submit),
            Version = Version + 1,
            Work = work,
            Result = result,
            Comment = comment,
            SubmittedAt = tx.Now,
            Told = true,
        };
        IReadOnlyList<FormRow> now = [.. ofRound.Select(f => f.Id == Id ? next : f)];
        next.Update(tx);
        tx.Append(
            Id,
            next.Version,
            new FeedbackSubmitted
            {
                Proposal = Proposal,
                Form = Id,
                Work = work,
                Result = result,
                Round = Round,
                Unit = Unit,
                CaseRatings = ClosingRule.RatingsOf(now, policy),
                UnitRatings = ClosingRule.RatingsOf(now.Where(f => f.Unit == Unit), policy),
            }
        );
        return next;
    }

    /// <summary>Writes that its time ran out: 未表态 stays itself, both ratings stay unspecified.</summary>
    public FormRow Lapse(Transaction tx)
    {
        var next = this with { State = Machine.After(State, FormMove.Lapse), Version = Version + 1 };
        next.Update(tx);
        tx.Append(
            Id,
            next.Version,
            new FormLapsed
            {
                Proposal = Proposal,
                Form = Id,
                Round = Round,
                Unit = Unit,
            }
        );
        return next;
    }

    /// <summary>The form as clients see it.</summary>
    public FeedbackForm ToMessage(string committee) =>
        new()
        {
            Name = ResourceName.Of(committee, "forms", Id),
            Proposal = ResourceName.Of(committee, "proposals", Proposal),
            Reply = ResourceName.Of(committee, "replies", Reply),
            Unit = ResourceName.Of(committee, "units", Unit),
            Member = ResourceName.Of(committee, "members", Member),
            Round = Round,
            State = State,
            Work = Work,
            Result = Result,
            Comment = Comment,
            DueDate = DueDate,
            SubmittedAt = SubmittedAt == DateTimeOffset.UnixEpoch ? null : Timestamp.FromDateTimeOffset(SubmittedAt),
            Etag = Etag.Of(Version),
        };

    /// <summary>A state in Chinese.</summary>
    private void Update(Transaction tx) =>
        tx.Write(
            """
            UPDATE forms SET version = @Version, state = @State, work = @Work, result = @Result, comment = @Comment, submitted_at = @SubmittedAt, told = @Told
            WHERE committee = @committee AND id = @Id AND version = @Version - 1
            """,
            new
            {
                committee = tx.Committee,
                Id,
                Version,
                State,
                Work,
                Result,
                Comment,
                SubmittedAt,
                Told,
            }
        );

    private object ToArgs(string committee) =>
        new
        {
            committee,
            Id,
            Version,
            Proposal,
            Reply,
            Unit,
            Member,
            Round,
            Lead,
            State,
            Work,
            Result,
            Comment,
            DueDate,
            TooLateAt,
            SubmittedAt,
            Told,
        };
}
