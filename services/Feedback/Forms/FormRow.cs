using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>The current state of a feedback form (征询意见表): one for each reply and proposer.</summary>
internal sealed record FormRow
{
    private static readonly Table<FormRow> Table = new(
        "forms",
        "f",
        moving:
        [
            nameof(State),
            nameof(Work),
            nameof(Result),
            nameof(Comment),
            nameof(SubmittedAt),
            nameof(Told),
            nameof(ToldStanding),
            nameof(DueDate),
            nameof(TooLateAt),
            nameof(Provisional),
            nameof(CalendarVersion),
            nameof(ReopenedAt),
            nameof(Reopening),
            nameof(OnPaper),
            nameof(Conflict),
            nameof(RestateBy),
            nameof(Settlement),
        ],
        read: new() { [nameof(SetAside)] = "COALESCE(r.sent_back, 0)" },
        join: "LEFT JOIN replies r ON r.committee = f.committee AND r.id = f.reply",
        title: "意见表",
        unproven: [nameof(Told), nameof(ToldStanding), nameof(CalendarVersion), nameof(ReopenedAt), nameof(Reopening)]
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

    /// <summary>True when its reply was sent back: what it says no longer counts.</summary>
    public bool SetAside { get; init; }

    /// <summary>True when its last day was counted over days whose holiday notice is not published yet.</summary>
    public bool Provisional { get; init; }

    /// <summary>When the office reopened it, from which its period counts; the epoch when it did not.</summary>
    public DateTimeOffset ReopenedAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Why the office reopened it, the last time.</summary>
    public string Reopening { get; init; } = "";

    /// <summary>True when what counts was recorded from paper.</summary>
    public bool OnPaper { get; init; }

    /// <summary>True while paper and online differ and nobody has decided which of them counts.</summary>
    public bool Conflict { get; init; }

    /// <summary>Last day for the proposer to state it again; empty when it cannot be.</summary>
    public string RestateBy { get; init; } = "";

    /// <summary>Why the office let one of the two count.</summary>
    public string Settlement { get; init; } = "";

    /// <summary>Version of the calendar by which its last day stands; 0 where an older program counted it.</summary>
    public long CalendarVersion { get; init; }

    /// <summary>
    /// True when the ratings of its round were reported after its submission: with its event, or by
    /// <see cref="TellRatings"/>.
    /// </summary>
    public bool Told { get; init; }

    /// <summary>
    /// True when these ratings contained the earlier rounds. A program before told those of the single round.
    /// </summary>
    public bool ToldStanding { get; init; }

    // Visibility: offices see all, a proposer the own forms, an account of a department none (handbook 1.4, edge case
    // 43).
    private const string Visible = "AND (@office = 1 OR (@member <> '' AND f.member = @member))";

    private static readonly string ById = Table.Select + " AND f.id = @id";

    private static readonly string VisibleById = $"{ById} {Visible}";

    private static readonly string OfCase = $"""
        {Table.Select}
          AND f.proposal = @proposal AND COALESCE(r.sent_back, 0) = 0
        ORDER BY f.id
        """;

    private static readonly string OfReply = Table.Select + " AND f.reply = @reply ORDER BY f.id";

    private static readonly string OnePage = $"""
        {Table.Select}
          {Visible}
          AND (@proposal = '' OR f.proposal = @proposal)
          AND (@state = 0 OR f.state = @state)
          AND (@After = '' OR f.id < @After)
        ORDER BY f.id DESC LIMIT @Limit
        """;

    private static int Office(Caller caller) => caller.Is(Role.ProposalsOffice, Role.Supervisor, Role.Leader) ? 1 : 0;

    private static string OwnMember(Caller caller) => IsDepartment(caller) ? "" : caller.Member;

    /// <summary>
    /// True when the caller acts for a handling unit, whatever other roles the account has. Such an account never
    /// rates.
    /// </summary>
    public static bool IsDepartment(Caller caller) => caller.Unit.Length > 0 || caller.Is(Role.HandlingUnit);

    /// <summary>The form with this id, for the suite itself. Null when there is none.</summary>
    public static Task<FormRow?> FindAsync(IRead read, string id) =>
        Table.OneAsync(read, ById, new { committee = read.Committee, id });

    /// <summary>The form with this name, if visible to the caller. Refusals: NOT_FOUND.</summary>
    public static async Task<Decision<FormRow>> LoadAsync(IRead read, string name)
    {
        if (!ResourceName.Id(name, read.Committee, "forms").Decided(out var id, out var refusal))
            return refusal;
        return
            await Table.OneAsync(
                read,
                VisibleById,
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

    /// <summary>
    /// The form for submission by the proposer it was issued to; for everybody else it does not exist. Refusals:
    /// NOT_FOUND, STALE.
    /// </summary>
    public static async Task<Decision<FormRow>> LoadOwnAsync(IRead read, string name, string etag)
    {
        if (!(await LoadAsync(read, name)).Decided(out var form, out var refusal))
            return refusal;
        if (!form.IsOf(read.Caller))
            return CommonRefusals.NotFound;
        return Etag.Refuses(etag, form.Version) is { } no ? no : form;
    }

    /// <summary>
    /// The forms of a case that count, of every round, unit and proposer: those of a reply that was sent back do not.
    /// </summary>
    public static Task<IReadOnlyList<FormRow>> OfCaseAsync(IRead read, string proposal) =>
        Table.ManyAsync(read, OfCase, new { committee = read.Committee, proposal });

    /// <summary>The forms of a reply.</summary>
    public static Task<IReadOnlyList<FormRow>> OfReplyAsync(IRead read, string reply) =>
        Table.ManyAsync(read, OfReply, new { committee = read.Committee, reply });

    /// <summary>A page of the forms visible to the caller, newest first.</summary>
    public static Task<IReadOnlyList<FormRow>> PageAsync(IRead read, Page page, string proposal, FormState state) =>
        Table.PageAsync(
            read,
            OnePage,
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
        var row = this with { Id = tx.NewId(), Version = 1, State = FormMachine.Moves.After(default, FormMove.Issue) };
        Table.Add(tx, row);
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
                Provisional = Provisional,
            }
        );
    }

    /// <summary>Gives the proposer the period again.</summary>
    public FormRow Reopen(
        Transaction tx,
        CountedDeadline counted,
        long calendarVersion,
        int utcOffsetMinutes,
        string reason
    )
    {
        var next = this with
        {
            State = FormMachine.Moves.After(State, FormMove.Reopen),
            Version = Version + 1,
            DueDate = WorkingCalendar.FormatDay(counted.Due),
            TooLateAt = Deadline.EndOf(counted.Due, utcOffsetMinutes),
            Provisional = counted.Provisional,
            CalendarVersion = calendarVersion,
            ReopenedAt = tx.Now,
            Reopening = reason,
        };
        Table.Put(tx, next);
        tx.Append(
            Id,
            next.Version,
            new FormReopened
            {
                Proposal = Proposal,
                Form = Id,
                Round = Round,
                Unit = Unit,
                DueDate = next.DueDate,
                Provisional = next.Provisional,
                ReasonHash = TextHash.Of(reason),
            }
        );
        return next;
    }

    /// <summary>Moves its last day, by a newer calendar.</summary>
    public FormRow Recount(Transaction tx, DateOnly due, bool provisional, long calendarVersion, int utcOffsetMinutes)
    {
        var next = this with
        {
            Version = Version + 1,
            DueDate = WorkingCalendar.FormatDay(due),
            TooLateAt = Deadline.EndOf(due, utcOffsetMinutes),
            Provisional = provisional,
            CalendarVersion = calendarVersion,
        };
        Table.Put(tx, next);
        tx.Append(
            Id,
            next.Version,
            new FormDueRecounted
            {
                Proposal = Proposal,
                Form = Id,
                Round = Round,
                Unit = Unit,
                CalendarVersion = calendarVersion,
                DueDate = next.DueDate,
                Provisional = provisional,
                OldDueDate = DueDate,
            }
        );
        return next;
    }

    /// <summary>Records that its last day stands by this calendar too. Nothing happened to the form.</summary>
    public void StandsBy(Transaction tx, long calendarVersion) =>
        tx.Write(
            """
            UPDATE forms SET calendar_version = @calendarVersion
            WHERE committee = @committee AND id = @Id AND version = @Version
            """,
            new
            {
                committee = tx.Committee,
                calendarVersion,
                Id,
                Version,
            }
        );

    /// <summary>Records the proposer's ratings and reports the ratings of the case that follow from them.</summary>
    /// <param name="work">办理工作.</param>
    /// <param name="result">办理结果.</param>
    /// <param name="comment">The comment; it stays in this table.</param>
    /// <param name="ofCase">All forms of the case before the submission, this one included.</param>
    /// <param name="policy">The profile of the case.</param>
    public FormRow Submit(
        Transaction tx,
        Rating work,
        Rating result,
        string comment,
        IReadOnlyList<FormRow> ofCase,
        PolicyProfile policy
    )
    {
        var next = this with
        {
            State = FormMachine.Moves.After(State, FormMove.Submit),
            Version = Version + 1,
            Work = work,
            Result = result,
            Comment = comment,
            SubmittedAt = tx.Now,
            Told = true,
            ToldStanding = true,
        };
        var (ofAll, ofUnit) = next.RatingsWith(ofCase, policy);
        Table.Put(tx, next);
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
                CaseRatings = ofAll,
                UnitRatings = ofUnit,
            }
        );
        return next;
    }

    /// <summary>
    /// Records a signed paper form. It counts, unless the proposer stated something else online: then they conflict.
    /// </summary>
    /// <param name="paper">What is on the paper.</param>
    /// <param name="restateBy">Last day for the proposer to contradict.</param>
    /// <param name="ofCase">All forms of the case before, this one included.</param>
    /// <param name="policy">The profile of the case.</param>
    public FormRow Record(
        Transaction tx,
        StatementRow paper,
        DateOnly restateBy,
        IReadOnlyList<FormRow> ofCase,
        PolicyProfile policy
    )
    {
        var online = State == FormState.Submitted && !OnPaper;
        var next = (online ? this : Says(paper, tx.Now)) with
        {
            State = FormMachine.Moves.After(State, FormMove.Record),
            Version = Version + 1,
            OnPaper = !online,
            Conflict = online && (paper.Work != Work || paper.Result != Result),
        };
        // A paper that says the same as the proposer's own word leaves nothing to contradict.
        next = next with
        {
            RestateBy = next.OnPaper || next.Conflict ? WorkingCalendar.FormatDay(restateBy) : "",
        };
        var (ofAll, ofUnit) = next.RatingsWith(ofCase, policy);
        Table.Put(tx, next);
        tx.Append(
            Id,
            next.Version,
            new PaperFormRecorded
            {
                Proposal = Proposal,
                Form = Id,
                Unit = Unit,
                Member = Member,
                Round = Round,
                Work = paper.Work,
                Result = paper.Result,
                PaperDate = paper.PaperDate,
                ScanSha256 = paper.ScanSha256,
                Conflict = next.Conflict,
                RestateBy = next.RestateBy,
                CaseRatings = ofAll,
                UnitRatings = ofUnit,
            }
        );
        return next;
    }

    /// <summary>Lets one of two statements count that conflict.</summary>
    public FormRow Settle(
        Transaction tx,
        StatementRow chosen,
        string reason,
        DateOnly restateBy,
        IReadOnlyList<FormRow> ofCase,
        PolicyProfile policy
    )
    {
        var next = Says(chosen, chosen.StatedAt) with
        {
            State = FormMachine.Moves.After(State, FormMove.Settle),
            Version = Version + 1,
            OnPaper = chosen.Source == StatementSource.Paper,
            Conflict = false,
            RestateBy = WorkingCalendar.FormatDay(restateBy),
            Settlement = reason,
        };
        var (ofAll, ofUnit) = next.RatingsWith(ofCase, policy);
        Table.Put(tx, next);
        tx.Append(
            Id,
            next.Version,
            new PaperConflictSettled
            {
                Proposal = Proposal,
                Form = Id,
                Unit = Unit,
                Member = Member,
                Round = Round,
                Source = chosen.Source,
                Work = next.Work,
                Result = next.Result,
                RestateBy = next.RestateBy,
                ReasonHash = TextHash.Of(reason),
                CaseRatings = ofAll,
                UnitRatings = ofUnit,
            }
        );
        return next;
    }

    /// <summary>Records what the proposer states again; it counts, and nothing conflicts with it any more.</summary>
    public FormRow Restate(Transaction tx, StatementRow word, IReadOnlyList<FormRow> ofCase, PolicyProfile policy)
    {
        var next = Says(word, tx.Now) with
        {
            State = FormMachine.Moves.After(State, FormMove.Restate),
            Version = Version + 1,
            OnPaper = false,
            Conflict = false,
            // The proposer's own word is final.
            RestateBy = "",
        };
        var (ofAll, ofUnit) = next.RatingsWith(ofCase, policy);
        Table.Put(tx, next);
        tx.Append(
            Id,
            next.Version,
            new FeedbackRestated
            {
                Proposal = Proposal,
                Form = Id,
                Unit = Unit,
                Round = Round,
                Work = next.Work,
                Result = next.Result,
                OverPaper = OnPaper,
                CaseRatings = ofAll,
                UnitRatings = ofUnit,
            }
        );
        return next;
    }

    /// <summary>The reason why a form that was filled in cannot be changed so; null when it can.</summary>
    public Refusal? RefusesChange(CaseRow row, FormMove move) =>
        FormMachine.Moves.Refuses(State, move)
        ?? (
            SetAside
                ? FeedbackRefusals.RoundOver.Because(
                    "该表所评的答复已退回重办，表中评价不再计入；请待新的答复送达后填写新的征询意见表。"
                )
            // Its proposer may still contradict what was recorded: the word follows, and orders nothing.
            : Round < row.Round && move != FormMove.Restate
                ? FeedbackRefusals.RoundOver.Because(
                    $"该表属第 {Round} 轮办理，本案已进入第 {row.Round} 轮；请待本轮答复后填写新的征询意见表。"
                )
            : row is { State: CaseState.Closed, Reason.Length: > 0 }
                ? FeedbackRefusals.CaseClosed.Because(
                    "本案已由提案委员会办公室办结，评价不再改变；提案者仍有意见的，请另行提出。"
                )
            : (Refusal?)null
        );

    /// <summary>True when it was issued to the caller.</summary>
    public bool IsOf(Caller caller) => Member == OwnMember(caller);

    /// <summary>The reason why an account does not decide on its own rating; null when it is another's.</summary>
    public Refusal? RefusesOwner(Caller caller) =>
        caller.Member.Length > 0 && caller.Member == Member
            ? CommonRefusals.RoleRequired.Because("不能代录、裁定本人的评价，请由其他人员办理。")
            : null;

    /// <summary>True when its proposer may state it again at this time.</summary>
    public bool CanBeRestated(DateTimeOffset now, PolicyProfile policy) =>
        RestateBy.Length > 0 && now < Deadline.EndOf(WorkingCalendar.ParseDay(RestateBy), policy.UtcOffsetMinutes);

    /// <summary>True when it may let the rule decide otherwise than as it was before.</summary>
    public bool Decides(FormRow before) =>
        (State, Work, Result, Conflict) != (before.State, before.Work, before.Result, before.Conflict);

    private FormRow Says(StatementRow statement, DateTimeOffset at) =>
        this with
        {
            Work = statement.Work,
            Result = statement.Result,
            Comment = statement.Comment,
            SubmittedAt = at,
            Told = true,
            ToldStanding = true,
        };

    // What stands in its round: later rounds replace nothing of it.
    private (Ratings OfCase, Ratings OfUnit) RatingsWith(IEnumerable<FormRow> ofCase, PolicyProfile policy)
    {
        IReadOnlyList<FormRow> now = [.. ofCase.Where(f => f.Round <= Round).Select(f => f.Id == Id ? this : f)];
        return (ClosingRule.RatingsOf(now, policy), ClosingRule.RatingsOf(now.Where(f => f.Unit == Unit), policy));
    }

    /// <summary>Records that the time ran out: 未表态 stays 未表态, both ratings stay unspecified.</summary>
    public FormRow Lapse(Transaction tx)
    {
        var next = this with { State = FormMachine.Moves.After(State, FormMove.Lapse), Version = Version + 1 };
        Table.Put(tx, next);
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

    /// <summary>Records that nobody fills it in any more, because its reply was sent back.</summary>
    public FormRow Void(Transaction tx)
    {
        var next = this with { State = FormMachine.Moves.After(State, FormMove.Void), Version = Version + 1 };
        Table.Put(tx, next);
        tx.Append(
            Id,
            next.Version,
            new FormVoided
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
            DueProvisional = Provisional,
            Reopening = Reopening,
            SubmittedAt = Instant.ToTimestamp(SubmittedAt),
            Etag = Etag.Of(Version),
            SetAside = SetAside,
            OnPaper = OnPaper,
            Conflict = Conflict,
            RestateBy = RestateBy,
            Settlement = Settlement,
        };
}
