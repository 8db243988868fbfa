using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>A proposal as it stands: the state that decisions are made on, how events change it, and its row.</summary>
internal sealed record ProposalRow
{
    /// <summary>The life cycle of a proposal, draft to filing (handbook 2.2, 2.3).</summary>
    public static readonly Machine<ProposalState, ProposalMove> Machine = new(
        "提案",
        new(ProposalState.Unspecified, ProposalMove.Draft, ProposalState.Draft),
        new(ProposalState.Draft, ProposalMove.Revise, ProposalState.Draft),
        new(ProposalState.Draft, ProposalMove.Invite, ProposalState.Draft),
        new(ProposalState.Draft, ProposalMove.Attach, ProposalState.Draft),
        new(ProposalState.Draft, ProposalMove.Detach, ProposalState.Draft),
        new(ProposalState.Draft, ProposalMove.Delete, ProposalState.Deleted),
        new(ProposalState.Draft, ProposalMove.Submit, ProposalState.Submitted),
        new(ProposalState.Submitted, ProposalMove.Return, ProposalState.Returned),
        new(ProposalState.Submitted, ProposalMove.Examine, ProposalState.Examined),
        new(ProposalState.Submitted, ProposalMove.Withdraw, ProposalState.Withdrawn),
        new(ProposalState.Returned, ProposalMove.Revise, ProposalState.Returned),
        new(ProposalState.Returned, ProposalMove.Attach, ProposalState.Returned),
        new(ProposalState.Returned, ProposalMove.Detach, ProposalState.Returned),
        new(ProposalState.Returned, ProposalMove.Submit, ProposalState.Submitted),
        new(ProposalState.Returned, ProposalMove.Withdraw, ProposalState.Withdrawn),
        new(ProposalState.Examined, ProposalMove.Return, ProposalState.Returned),
        new(ProposalState.Examined, ProposalMove.File, ProposalState.Filed),
        new(ProposalState.Examined, ProposalMove.Reject, ProposalState.NotFiled),
        new(ProposalState.Examined, ProposalMove.Merge, ProposalState.Merged),
        new(ProposalState.Examined, ProposalMove.Withdraw, ProposalState.Withdrawn),
        new(ProposalState.Filed, ProposalMove.Merge, ProposalState.Merged),
        new(ProposalState.Filed, ProposalMove.Withdraw, ProposalState.Withdrawn),
        new(ProposalState.Merged, ProposalMove.Unmerge, ProposalState.Examined),
        new(ProposalState.Merged, ProposalMove.Unmerge, ProposalState.Filed),
        new(ProposalState.Unspecified, ProposalMove.Import, ProposalState.Filed),
        new(ProposalState.Unspecified, ProposalMove.Import, ProposalState.NotFiled),
        new(ProposalState.Unspecified, ProposalMove.Import, ProposalState.Merged)
    );

    public string Id { get; init; } = "";
    public long Version { get; init; }
    public ProposalState State { get; init; }
    public string Session { get; init; } = "";
    public SessionKind SessionKind { get; init; }
    public ProposerKind ProposerKind { get; init; }
    public string Lead { get; init; } = "";
    public string Category { get; init; } = "";
    public string Subject { get; init; } = "";
    public long TextVersion { get; init; }
    public int Suggestions { get; init; }
    public int Attachments { get; init; }
    public string SuggestedUnits { get; init; } = "";
    public bool MayPublish { get; init; }
    public string NotPublicReason { get; init; } = "";
    public long SerialNumber { get; init; }
    public long CaseNumber { get; init; }
    public string Opinion { get; init; } = "";
    public string RejectionReason { get; init; } = "";
    public string MergedInto { get; init; } = "";
    public ProposalState StateBeforeMerge { get; init; }
    public long PolicyVersion { get; init; }
    public DateTimeOffset SubmittedAt { get; init; } = DateTimeOffset.UnixEpoch;
    public DateTimeOffset FiledAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>The state after an event. Texts, opinions and wishes are not part of events; the slice sets them beside.</summary>
    public static ProposalRow Evolve(ProposalRow state, IMessage happened, DateTimeOffset at) =>
        happened switch
        {
            ProposalDrafted e => state with
            {
                Id = e.Proposal,
                State = ProposalState.Draft,
                Session = e.Session,
                Lead = e.Lead,
                ProposerKind = e.ProposerKind,
                Category = e.Category,
                TextVersion = e.TextVersion,
            },
            ProposalRevised e => state with { Category = e.Category, TextVersion = e.TextVersion },
            FileAttached => state with { Attachments = state.Attachments + 1 },
            FileDetached => state with { Attachments = state.Attachments - 1 },
            ProposalDeleted => state with { State = ProposalState.Deleted },
            ProposalSubmitted e => state with
            {
                State = ProposalState.Submitted,
                SerialNumber = e.SerialNumber,
                SessionKind = e.SessionKind,
                PolicyVersion = e.PolicyVersion,
                SubmittedAt = state.SubmittedAt == DateTimeOffset.UnixEpoch ? at : state.SubmittedAt,
            },
            ProposalReturned => state with { State = ProposalState.Returned },
            ProposalExamined => state with { State = ProposalState.Examined },
            ProposalFiled e => state with
            {
                State = ProposalState.Filed,
                CaseNumber = e.CaseNumber,
                Category = e.Category,
                FiledAt = at,
            },
            ProposalRejected e => state with { State = ProposalState.NotFiled, RejectionReason = e.Reason },
            ProposalMerged e => state with
            {
                State = ProposalState.Merged,
                StateBeforeMerge = state.State,
                MergedInto = e.Into,
            },
            ProposalUnmerged e => state with
            {
                State = e.State,
                StateBeforeMerge = ProposalState.Unspecified,
                MergedInto = "",
            },
            ProposalWithdrawn => state with { State = ProposalState.Withdrawn },
            LedgerCaseImported e => state with
            {
                Id = e.Proposal,
                State = e.Row.Decision switch
                {
                    LedgerDecision.NotFiled => ProposalState.NotFiled,
                    LedgerDecision.Merged => ProposalState.Merged,
                    _ => ProposalState.Filed,
                },
                Session = e.Session,
                SessionKind = e.Row.SessionKind,
                ProposerKind = e.Row.ProposerKind,
                Lead = e.Row.Lead,
                Category = e.Row.Category,
                Subject = e.Row.Subject,
                SerialNumber = e.SerialNumber,
                CaseNumber = e.Row.CaseNumber,
                MergedInto = e.MergedInto,
                PolicyVersion = e.PolicyVersion,
                SubmittedAt = at,
                FiledAt = at,
            },
            _ => throw new ArgumentOutOfRangeException(
                nameof(happened),
                happened.Descriptor.FullName,
                "not an event of a proposal"
            ),
        };

    private const string Columns = """
        SELECT p.id, p.version, p.state, p.session, p.session_kind, p.proposer_kind, p.lead, p.category, p.subject, p.text_version, p.suggestions, p.suggested_units, p.may_publish,
          p.not_public_reason, p.serial_number, p.case_number, p.opinion, p.rejection_reason, p.merged_into, p.state_before_merge, p.policy_version, p.submitted_at, p.filed_at,
          p.attachments
        FROM proposals p WHERE p.committee = @committee
        """;

    // What a caller may know of: offices, supervisors and leaders all that was submitted (drafts are 1, deleted ones 9), as figures count it; units what was filed (5, or merged 7);
    // members besides that their own and what they are invited to.
    private const string Visible = """
         AND p.state <> 9 AND (
          (@office = 1 AND p.state <> 1)
          OR p.state IN (5, 7)
          OR (@member <> '' AND (p.lead = @member
            OR EXISTS (SELECT 1 FROM invitations i WHERE i.committee = p.committee AND i.proposal = p.id AND i.member = @member AND i.state <> 5))))
        """;

    private static int Office(Caller caller) =>
        caller.Is(Role.ProposalsOffice, Role.HandOverOffice, Role.Supervisor, Role.Leader) ? 1 : 0;

    /// <summary>The proposal of a name, as far as the caller may know of it. Refusals: NOT_FOUND.</summary>
    public static async Task<Decision<ProposalRow>> LoadAsync(IRead read, string name, string field = "name")
    {
        if (!ResourceName.Id(name, read.Committee, "proposals", field).Decided(out var id, out var refusal))
            return refusal;
        var row = await read.OneAsync<ProposalRow>(
            Columns + Visible + " AND p.id = @id",
            new
            {
                committee = read.Committee,
                id,
                office = Office(read.Caller),
                member = read.Caller.Member,
            }
        );
        return row is null ? CommonRefusals.NotFound : row;
    }

    /// <summary>For a move: the proposal, unchanged since the caller read it, from whose state the move is legal. Refusals: NOT_FOUND, STALE, MOVE_NOT_ALLOWED.</summary>
    public static async Task<Decision<ProposalRow>> LoadForAsync(
        IRead read,
        string name,
        string etag,
        ProposalMove move
    )
    {
        if (!(await LoadAsync(read, name)).Decided(out var proposal, out var refusal))
            return refusal;
        return (Etag.Refuses(etag, proposal.Version) ?? Machine.Refuses(proposal.State, move)) is { } no
            ? no
            : proposal;
    }

    /// <summary>The same for what only the lead proposer may do; to others it does not exist.</summary>
    public static async Task<Decision<ProposalRow>> LoadOwnForAsync(
        IRead read,
        string name,
        string etag,
        ProposalMove move
    )
    {
        if (!(await LoadAsync(read, name)).Decided(out var proposal, out var refusal))
            return refusal;
        if (proposal.Lead != read.Caller.Member)
            return CommonRefusals.NotFound;
        return (Etag.Refuses(etag, proposal.Version) ?? Machine.Refuses(proposal.State, move)) is { } no
            ? no
            : proposal;
    }

    /// <summary>A page of what the caller may know of, newest first.</summary>
    public static Task<IReadOnlyList<ProposalRow>> PageAsync(
        IRead read,
        Page page,
        string session,
        ProposalState state,
        bool own,
        Search search
    ) =>
        read.ManyAsync<ProposalRow>(
            Columns
                + Visible
                + """
                 AND (@After = '' OR p.id < @After) AND (@session = '' OR p.session = @session) AND (@state = 0 OR p.state = @state)
                  AND (@own = 0 OR (@member <> '' AND (p.lead = @member
                    OR EXISTS (SELECT 1 FROM invitations i WHERE i.committee = p.committee AND i.proposal = p.id AND i.member = @member AND i.state = 2))))
                  AND (@Pattern = '' OR LOWER(p.subject) LIKE LOWER(@Pattern) ESCAPE '!' OR (@Number > 0 AND (p.case_number = @Number OR p.serial_number = @Number)))
                ORDER BY p.id DESC LIMIT @Limit
                """,
            new
            {
                committee = read.Committee,
                office = Office(read.Caller),
                member = read.Caller.Member,
                page.After,
                page.Limit,
                session,
                state = (long)state,
                own = own ? 1L : 0L,
                search.Pattern,
                search.Number,
            }
        );

    /// <summary>Ids and subjects of what the caller may know of, the newest 5,000; one may be left out.</summary>
    public static Task<IReadOnlyList<(string Id, string Subject)>> SubjectsAsync(IRead read, string leaveOut) =>
        read.ManyAsync<(string, string)>(
            "SELECT p.id, p.subject FROM proposals p WHERE p.committee = @committee"
                + Visible
                + " AND p.id <> @leaveOut ORDER BY p.id DESC LIMIT 5000",
            new
            {
                committee = read.Committee,
                office = Office(read.Caller),
                member = read.Caller.Member,
                leaveOut,
            }
        );

    /// <summary>Writes a new proposal with its first event.</summary>
    public static ProposalRow Insert(Transaction tx, ProposalRow row, IMessage happened)
    {
        var next = Evolve(row, happened, tx.Now) with { Version = 1 };
        tx.Write(
            """
            INSERT INTO proposals (committee, id, version, state, session, session_kind, proposer_kind, lead, category, subject, text_version, suggestions, suggested_units, may_publish,
              not_public_reason, serial_number, case_number, opinion, rejection_reason, merged_into, state_before_merge, policy_version, submitted_at, filed_at, attachments)
            VALUES (@committee, @Id, @Version, @State, @Session, @SessionKind, @ProposerKind, @Lead, @Category, @Subject, @TextVersion, @Suggestions, @SuggestedUnits, @MayPublish,
              @NotPublicReason, @SerialNumber, @CaseNumber, @Opinion, @RejectionReason, @MergedInto, @StateBeforeMerge, @PolicyVersion, @SubmittedAt, @FiledAt, @Attachments)
            """,
            next.ToArgs(tx.Committee)
        );
        tx.Append(next.Id, next.Version, happened);
        return next;
    }

    /// <summary>Writes what an event made of this proposal, guarded by the version it was decided on.</summary>
    public ProposalRow Save(Transaction tx, IMessage happened)
    {
        var next = Evolve(this, happened, tx.Now) with { Version = Version + 1 };
        tx.Write(
            """
            UPDATE proposals SET version = @Version, state = @State, session_kind = @SessionKind, category = @Category, subject = @Subject, text_version = @TextVersion,
              suggestions = @Suggestions, suggested_units = @SuggestedUnits, may_publish = @MayPublish, not_public_reason = @NotPublicReason, serial_number = @SerialNumber,
              case_number = @CaseNumber, opinion = @Opinion, rejection_reason = @RejectionReason, merged_into = @MergedInto, state_before_merge = @StateBeforeMerge,
              policy_version = @PolicyVersion, submitted_at = @SubmittedAt, filed_at = @FiledAt, attachments = @Attachments
            WHERE committee = @committee AND id = @Id AND version = @Version - 1
            """,
            next.ToArgs(tx.Committee)
        );
        tx.Append(next.Id, next.Version, happened);
        return next;
    }

    /// <summary>The members who signed in time, in the order they were invited.</summary>
    public async Task<IReadOnlyList<string>> CoSignersAsync(IRead read) =>
        await read.ManyAsync<string>(
            "SELECT member FROM invitations WHERE committee = @committee AND proposal = @Id AND state = 2 ORDER BY id",
            new { committee = read.Committee, Id }
        );

    /// <summary>A version of the text; an empty one with the subject for a case of a ledger, which has none.</summary>
    public async Task<ProposalText> TextAsync(IRead read) =>
        await read.OneAsync<byte[]>(
            "SELECT body FROM proposal_texts WHERE committee = @committee AND proposal = @Id AND version = @TextVersion",
            new
            {
                committee = read.Committee,
                Id,
                TextVersion,
            }
        )
            is { } body
            ? ProposalText.Parser.ParseFrom(body)
            : new ProposalText { Subject = Subject };

    /// <summary>Keeps a text for ever and gives its hash, which the event carries.</summary>
    public static ByteString KeepText(Transaction tx, string proposal, long version, ProposalText text)
    {
        var body = text.ToByteArray();
        var hash = SHA256.HashData(body);
        tx.Write(
            "INSERT INTO proposal_texts (committee, proposal, version, body, hash, saved_at) VALUES (@committee, @proposal, @version, @body, @hash, @Now)",
            new
            {
                committee = tx.Committee,
                proposal,
                version,
                body,
                hash,
                tx.Now,
            }
        );
        return ByteString.CopyFrom(hash);
    }

    /// <summary>Its files as clients see them, in the order they were attached.</summary>
    public async Task<IEnumerable<Attachment>> FilesAsync(IRead read) =>
        Attachments == 0 ? [] : (await AttachmentRow.ListAsync(read, Id)).Select(a => a.ToMessage());

    /// <summary>The proposal as clients see it, with its text, co-signers and files.</summary>
    public async Task<Proposal> ToMessageAsync(IRead read) =>
        ToMessage(read.Committee, await TextAsync(read), await CoSignersAsync(read), await FilesAsync(read));

    /// <summary>The proposal as clients see it.</summary>
    public Proposal ToMessage(
        string committee,
        ProposalText text,
        IEnumerable<string> coSigners,
        IEnumerable<Attachment> files
    )
    {
        var proposal = new Proposal
        {
            Name = ResourceName.Of(committee, "proposals", Id),
            State = State,
            Session = ResourceName.Of(committee, "sessions", Session),
            SessionKind = SessionKind,
            ProposerKind = ProposerKind,
            Lead = ResourceName.Of(committee, "members", Lead),
            Category = Category,
            Text = text,
            TextVersion = TextVersion,
            MayPublish = MayPublish,
            NotPublicReason = NotPublicReason,
            SerialNumber = SerialNumber,
            CaseNumber = CaseNumber,
            Opinion = Opinion,
            RejectionReason = RejectionReason,
            MergedInto = ResourceName.Of(committee, "proposals", MergedInto),
            PolicyVersion = PolicyVersion,
            SubmittedAt = SubmittedAt == DateTimeOffset.UnixEpoch ? null : Timestamp.FromDateTimeOffset(SubmittedAt),
            FiledAt = FiledAt == DateTimeOffset.UnixEpoch ? null : Timestamp.FromDateTimeOffset(FiledAt),
            Etag = Etag.Of(Version),
        };
        proposal.CoSigners.AddRange(coSigners.Select(m => ResourceName.Of(committee, "members", m)));
        proposal.Attachments.AddRange(files);
        proposal.SuggestedUnits.AddRange(
            SuggestedUnits
                .Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(u => ResourceName.Of(committee, "units", u))
        );
        return proposal;
    }

    /// <summary>A state in Chinese.</summary>
    private object ToArgs(string committee) =>
        new
        {
            committee,
            Id,
            Version,
            State,
            Session,
            SessionKind,
            ProposerKind,
            Lead,
            Category,
            Subject,
            TextVersion,
            Suggestions,
            SuggestedUnits,
            MayPublish,
            NotPublicReason,
            SerialNumber,
            CaseNumber,
            Opinion,
            RejectionReason,
            MergedInto,
            StateBeforeMerge,
            PolicyVersion,
            SubmittedAt,
            FiledAt,
            Attachments,
        };
}
