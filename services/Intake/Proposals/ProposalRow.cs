using Google.Protobuf;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>The current state of a proposal: what decisions are based on, how events change it, and its row.</summary>
internal sealed record ProposalRow
{
    private static readonly Table<ProposalRow> Table = new(
        "proposals",
        "p",
        once: [nameof(Session), nameof(ProposerKind), nameof(Lead), nameof(TakesUp)],
        title: "提案"
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

    /// <summary>The version of the text that was submitted last; 0 before.</summary>
    public long SubmittedText { get; init; }

    /// <summary>The version of the proposal that submitted it; 0 before.</summary>
    public long SubmittedVersion { get; init; }

    /// <summary>Id of the proposal that was not filed and is taken up again; empty for none.</summary>
    public string TakesUp { get; init; } = "";

    /// <summary>Code of the outcome by which it was passed on when it was not filed; empty for none.</summary>
    public string RedirectedAs { get; init; } = "";

    /// <summary>Ids of the units that the examination intends, the lead unit first, with commas between them.</summary>
    public string IntendedUnits { get; init; } = "";
    public PublicationDecision Publication { get; init; }
    public FilingBody FilingBody { get; init; }

    /// <summary>True for a case of an earlier system's ledger, which has no text.</summary>
    public bool IsImported => TextVersion == 0;

    /// <summary>
    /// Applies an event's data; the machine sets the state. Events contain no texts, opinions or wishes either; the use
    /// case sets those separately.
    /// </summary>
    public static ProposalRow Evolve(ProposalRow row, IMessage happened, DateTimeOffset at) =>
        happened switch
        {
            ProposalDrafted e => row with
            {
                Id = e.Proposal,
                Session = e.Session,
                Lead = e.Lead,
                ProposerKind = e.ProposerKind,
                Category = e.Category,
                TextVersion = e.TextVersion,
                TakesUp = e.TakesUp,
            },
            ProposalRevised e => row with { Category = e.Category, TextVersion = e.TextVersion },
            FileAttached => row with { Attachments = row.Attachments + 1 },
            FileDetached => row with { Attachments = row.Attachments - 1 },
            ProposalSubmitted e => row with
            {
                SerialNumber = e.SerialNumber,
                SessionKind = e.SessionKind,
                PolicyVersion = e.PolicyVersion,
                SubmittedAt = row.SubmittedAt == DateTimeOffset.UnixEpoch ? at : row.SubmittedAt,
                SubmittedText = e.TextVersion,
                SubmittedVersion = row.Version + 1,
            },
            ProposalFiled e => row with
            {
                CaseNumber = e.CaseNumber,
                Category = e.Category,
                FiledAt = at,
                MayPublish = e.MayPublish,
                IntendedUnits = string.Join(',', e.IntendedUnits),
                Publication = e.Publication,
                FilingBody = e.FilingBody,
            },
            ProposalRejected e => row with { RejectionReason = e.Reason },
            ProposalRedirected e => row with { RedirectedAs = e.Outcome },
            // A proposal that moves along with its target was merged before; its state before that merge is kept.
            ProposalMerged e => row with
            {
                StateBeforeMerge = row.MergedInto.Length > 0 ? row.StateBeforeMerge : row.State,
                MergedInto = e.Into,
            },
            // One that was merged is withdrawn alone, and then merged no more.
            ProposalUnmerged or ProposalWithdrawn => row with { StateBeforeMerge = default, MergedInto = "" },
            LedgerCaseImported e => row with
            {
                Id = e.Proposal,
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
            ProposalDeleted or ProposalReturned or ProposalExamined or ProposalReinstated => row,
            _ => throw new ArgumentOutOfRangeException(
                nameof(happened),
                happened.Descriptor.FullName,
                "not an event of a proposal"
            ),
        };

    /// <summary>
    /// The proposal after a move and its event: the state from the machine, all else from the event. A move that leads
    /// to several states needs <paramref name="to"/>.
    /// </summary>
    public ProposalRow After(ProposalMove move, IMessage happened, DateTimeOffset at, ProposalState? to = null) =>
        Evolve(this, happened, at) with
        {
            State = ProposalMachine.Moves.After(State, move, to),
            Version = Version + 1,
        };

    /// <summary>
    /// Visibility, for queries with @office, @member and @now: offices, supervisors and leaders see all that was
    /// submitted, as figures count it. Units see what was filed. Members also see their own proposals and those they
    /// are invited to, until an invitation ends without a signature.
    /// </summary>
    public static readonly string Visible = Sql.Of(
        $"""
        AND p.state <> {ProposalState.Deleted} AND (
            (@office = 1 AND p.state <> {ProposalState.Draft})
            OR p.state IN ({ProposalState.Filed}, {ProposalState.Merged})
            OR (@member <> '' AND (p.lead = @member
              OR EXISTS (SELECT 1 FROM invitations i
                WHERE i.committee = p.committee AND i.proposal = p.id AND i.member = @member
                  AND (i.state = {InvitationState.Signed}
                    OR (i.state = {InvitationState.Pending} AND i.expires_at >= @now))))))
        """
    );

    private static readonly string ById = $"{Table.Select}\n  {Visible}\n  AND p.id = @id";

    private static readonly string AnyById = Table.Select + " AND p.id = @id";

    private static readonly string ByIds = $"""
        {Table.Select}
          {Visible}
          AND p.id IN {IdList.Places}
        """;

    private static readonly string OnePage = Sql.Of(
        $"""
        {Table.Select}
          {Visible}
          AND (@After = '' OR p.id < @After)
          AND (@session = '' OR p.session = @session)
          AND (@state = 0 OR p.state = @state)
          AND (@own = 0 OR (@member <> '' AND (p.lead = @member
            OR EXISTS (SELECT 1 FROM invitations i
              WHERE i.committee = p.committee AND i.proposal = p.id AND i.member = @member
                AND i.state = {InvitationState.Signed}))))
          AND (@Pattern = '' OR LOWER(p.subject) LIKE LOWER(@Pattern) ESCAPE '!'
            OR (@Number > 0 AND (p.case_number = @Number OR p.serial_number = @Number)))
        ORDER BY p.id DESC LIMIT @Limit
        """
    );

    private static readonly string OfTarget =
        Table.Select + " AND p.merged_into <> '' AND p.merged_into = @id ORDER BY p.id";

    // A draft that was deleted takes nothing up, and neither does what was withdrawn before it was filed. One that was
    // filed does for ever: it is filed again when a reply was faster than its withdrawal. Earlier programs let two take
    // one up; then the first that was submitted counts.
    private static readonly string TakingUp = Sql.Of(
        $"""
        {Table.Select} AND p.takes_up <> '' AND p.takes_up = @id
          AND p.state <> {ProposalState.Deleted} AND (p.state <> {ProposalState.Withdrawn} OR p.filed_at > 0)
          AND (@submitted = 0 OR p.submitted_at > 0)
        ORDER BY CASE WHEN p.submitted_at > 0 THEN 0 ELSE 1 END, p.submitted_at, p.id LIMIT 1
        """
    );

    private static readonly string OneSubmitted = Sql.Of(
        $"""
        SELECT id FROM proposals
        WHERE committee = @committee AND session = @session
          AND state NOT IN ({ProposalState.Draft}, {ProposalState.Deleted}) LIMIT 1
        """
    );

    private static readonly string Signatures = Sql.Of(
        $"""
        SELECT member FROM invitations
        WHERE committee = @committee AND proposal = @Id AND state = {InvitationState.Signed} ORDER BY id
        """
    );

    private static int Office(Caller caller) => Readers.IsOffice(caller) ? 1 : 0;

    /// <summary>The proposal with this id, regardless of the caller; null when there is none.</summary>
    public static Task<ProposalRow?> FindAsync(IRead read, string id) =>
        Table.OneAsync(read, AnyById, new { committee = read.Committee, id });

    /// <summary>The proposal with this id, if visible to the caller; null otherwise.</summary>
    public static Task<ProposalRow?> ByIdAsync(IRead read, string id) =>
        Table.OneAsync(
            read,
            ById,
            new
            {
                committee = read.Committee,
                id,
                office = Office(read.Caller),
                member = read.Caller.Member,
                now = read.Now,
            }
        );

    /// <summary>The proposals with these ids (at most 60), if visible to the caller, in any order.</summary>
    public static Task<IReadOnlyList<ProposalRow>> ByIdsAsync(IRead read, IReadOnlyList<string> ids)
    {
        var args = IdList.Args(ids);
        args["committee"] = read.Committee;
        args["office"] = Office(read.Caller);
        args["member"] = read.Caller.Member;
        args["now"] = read.Now;
        return Table.ManyAsync(read, ByIds, args);
    }

    /// <summary>The proposal with this name, if visible to the caller. Refusals: NOT_FOUND.</summary>
    public static async Task<Decision<ProposalRow>> LoadAsync(IRead read, string name, string field = "name")
    {
        if (!ResourceName.Id(name, read.Committee, "proposals", field).Decided(out var id, out var refusal))
            return refusal;
        return await ByIdAsync(read, id) is { } row ? row : CommonRefusals.NotFound;
    }

    /// <summary>
    /// For a move: the proposal, unchanged since the caller read it and in a state that allows the move. Refusals:
    /// NOT_FOUND, STALE, MOVE_NOT_ALLOWED.
    /// </summary>
    public static async Task<Decision<ProposalRow>> LoadForAsync(
        IRead read,
        string name,
        string etag,
        ProposalMove move
    )
    {
        if (!(await LoadAsync(read, name)).Decided(out var proposal, out var refusal))
            return refusal;
        return (Etag.Refuses(etag, proposal.Version) ?? ProposalMachine.Moves.Refuses(proposal.State, move)) is { } no
            ? no
            : proposal;
    }

    /// <summary>
    /// The same for a move that only the lead proposer may make; for others the proposal does not exist.
    /// </summary>
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
        return (Etag.Refuses(etag, proposal.Version) ?? ProposalMachine.Moves.Refuses(proposal.State, move)) is { } no
            ? no
            : proposal;
    }

    /// <summary>A page of the proposals visible to the caller, newest first.</summary>
    public static Task<IReadOnlyList<ProposalRow>> PageAsync(
        IRead read,
        Page page,
        string session,
        ProposalState state,
        bool own,
        Search search
    ) =>
        Table.PageAsync(
            read,
            OnePage,
            new
            {
                committee = read.Committee,
                office = Office(read.Caller),
                member = read.Caller.Member,
                now = read.Now,
                page.After,
                page.Limit,
                session,
                state = (long)state,
                own = own ? 1L : 0L,
                search.Pattern,
                search.Number,
            }
        );

    /// <summary>Writes a new proposal with its first event.</summary>
    public static ProposalRow Insert(
        Transaction tx,
        ProposalRow row,
        ProposalMove move,
        IMessage happened,
        ProposalState? to = null
    )
    {
        var next = Table.Add(tx, row.After(move, happened, tx.Now, to));
        tx.Append(next.Id, next.Version, happened);
        return next;
    }

    /// <summary>
    /// Writes the state after a move and its event, guarded by the version that the decision was based on. A move that
    /// leads to several states needs <paramref name="to"/>.
    /// </summary>
    public ProposalRow Save(Transaction tx, ProposalMove move, IMessage happened, ProposalState? to = null)
    {
        var next = Table.Put(tx, After(move, happened, tx.Now, to));
        tx.Append(next.Id, next.Version, happened);
        return next;
    }

    /// <summary>The proposals merged into this one, regardless of the caller, in the order they were drafted.</summary>
    public static Task<IReadOnlyList<ProposalRow>> MergedIntoAsync(IRead read, string id) =>
        Table.ManyAsync(read, OfTarget, new { committee = read.Committee, id });

    /// <summary>The proposal that takes this one up, regardless of the caller; null when none does.</summary>
    /// <param name="read">Where from.</param>
    /// <param name="id">Id of the proposal that was not filed.</param>
    /// <param name="submitted">
    /// Leaves out drafts that were never submitted: only their proposers may know of them.
    /// </param>
    public static Task<ProposalRow?> TakingUpAsync(IRead read, string id, bool submitted = false) =>
        Table.OneAsync(
            read,
            TakingUp,
            new
            {
                committee = read.Committee,
                id,
                submitted = submitted ? 1L : 0L,
            }
        );

    /// <summary>True when a proposal of the session was ever submitted. Drafts are private.</summary>
    public static async Task<bool> IsAnySubmittedAsync(IRead read, string session) =>
        await read.OneAsync<string>(OneSubmitted, new { committee = read.Committee, session }) is not null;

    /// <summary>Attaches a file: a version of the proposal that has it.</summary>
    public ProposalRow Attach(Transaction tx, Attachment file)
    {
        var next = Save(
            tx,
            ProposalMove.Attach,
            new FileAttached
            {
                Proposal = Id,
                Sha256 = file.Sha256,
                Size = file.Size,
                MediaType = file.MediaType,
            }
        );
        AttachmentRow.Insert(tx, next, file);
        return next;
    }

    /// <summary>The members who signed in time, in the order they were invited.</summary>
    public async Task<IReadOnlyList<string>> CoSignersAsync(IRead read) =>
        await read.ManyAsync<string>(Signatures, new { committee = read.Committee, Id });

    /// <summary>
    /// The proposal in lists: without its text and files, and for others than its lead and the offices without opinion
    /// and reasons.
    /// </summary>
    public Proposal ToHeading(IRead read, IReadOnlyList<string> coSigners)
    {
        var heading = ToMessage(read.Committee, new ProposalText { Subject = Subject }, coSigners, []);
        if (!IsLedBy(read.Caller) && !Readers.IsOffice(read.Caller))
            (heading.NotPublicReason, heading.Opinion) = ("", "");
        AddIntendedUnits(read, heading);
        return heading;
    }

    /// <summary>True for the lead proposer.</summary>
    public bool IsLedBy(Caller caller) => caller.Member.Length > 0 && caller.Member == Lead;

    /// <summary>The proposal as the caller sees it, with its text, co-signers and files.</summary>
    public async Task<Proposal> ToMessageAsync(IRead read) => await ToMessageAsync(read, await CoSignersAsync(read));

    /// <summary>The same, when its co-signers were read before.</summary>
    public async Task<Proposal> ToMessageAsync(IRead read, IReadOnlyList<string> coSigners)
    {
        if (!await Readers.ReadsInFullAsync(read, this))
        {
            var heading = ToHeading(read, coSigners);
            heading.Abridged = true;
            return heading;
        }

        var message = await WithTextAsync(read, coSigners);
        // Only a filed proposal is withdrawn by two sides, and a withdrawn one was withdrawn.
        if (State is ProposalState.Filed or ProposalState.Withdrawn)
            message.Withdrawal = (await WithdrawalRow.LastAsync(read, Id))?.ToMessage();
        // Others may not know that there is a proposal which was not filed.
        if (IsLedBy(read.Caller) || Readers.IsOffice(read.Caller))
            message.TakesUp = ResourceName.Of(read.Committee, "proposals", TakesUp);
        // The office may open a proposal against its proposer's wish. The reason of the wish stays between the two.
        else if (MayPublish)
            message.NotPublicReason = "";
        AddIntendedUnits(read, message);
        return message;
    }

    private async Task<Proposal> WithTextAsync(IRead read, IReadOnlyList<string> coSigners)
    {
        if (await SeesDraftAsync(read))
        {
            IReadOnlyList<AttachmentRow> files = Attachments == 0 ? [] : await AttachmentRow.ListAsync(read, Id);
            return WithText(
                ToMessage(read.Committee, new ProposalText { Subject = Subject }, coSigners, files),
                await ProposalTextRow.FindAsync(read, Id, TextVersion)
            );
        }

        var message = ToMessage(
            read.Committee,
            new ProposalText { Subject = Subject },
            coSigners,
            SubmittedVersion == 0
                ? await AttachmentRow.ListAsync(read, Id)
                : await AttachmentRow.ListOfVersionAsync(read, Id, SubmittedVersion)
        );
        message.TextVersion = SubmittedText;
        return WithText(message, await ProposalTextRow.FindAsync(read, Id, SubmittedText));
    }

    /// <summary>
    /// True when the caller reads the text in force. While a returned proposal is revised, only its lead and whom the
    /// lead asks to sign do; all others read what was submitted.
    /// </summary>
    private async Task<bool> SeesDraftAsync(IRead read) =>
        TextVersion == SubmittedText
        || SubmittedText == 0
        || IsLedBy(read.Caller)
        || (read.Caller.Member.Length > 0 && await InvitationRow.ExistsAsync(read, Id, read.Caller.Member));

    // A case of a ledger has no text, only its subject.
    private static Proposal WithText(Proposal message, ProposalTextRow? text)
    {
        if (text is not null)
            (message.Text, message.TextHash) = (text.ToText(), ByteString.CopyFrom(text.Hash));
        return message;
    }

    /// <summary>The proposal as clients see it.</summary>
    public Proposal ToMessage(
        string committee,
        ProposalText text,
        IEnumerable<string> coSigners,
        IEnumerable<AttachmentRow> files
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
            RedirectedAs = RedirectedAs,
            Publication = Publication,
            FilingBody = FilingBody,
            MergedInto = ResourceName.Of(committee, "proposals", MergedInto),
            PolicyVersion = PolicyVersion,
            SubmittedAt = Instant.ToTimestamp(SubmittedAt),
            FiledAt = Instant.ToTimestamp(FiledAt),
            Etag = Etag.Of(Version),
        };
        proposal.CoSigners.AddRange(coSigners.Select(m => ResourceName.Of(committee, "members", m)));
        proposal.Attachments.AddRange(files.Select(f => f.ToMessage()));
        proposal.SuggestedUnits.AddRange(UnitNames(committee, SuggestedUnits));
        return proposal;
    }

    // Until the hand-over they are the offices' own (handbook 1.4).
    private void AddIntendedUnits(IRead read, Proposal message)
    {
        if (Readers.IsOffice(read.Caller))
            message.IntendedUnits.AddRange(UnitNames(read.Committee, IntendedUnits));
    }

    private static IEnumerable<string> UnitNames(string committee, string ids) =>
        ids.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(u => ResourceName.Of(committee, "units", u));
}
