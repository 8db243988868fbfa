using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>The current state of an invitation to co-sign (联名会签).</summary>
internal sealed record InvitationRow
{
    private static readonly Table<InvitationRow> Table = new(
        "invitations",
        "i",
        once: [nameof(Proposal), nameof(Member)],
        title: "联名邀请"
    );

    /// <summary>How often a member can be invited to one proposal, however the invitations ended.</summary>
    public const int Most = 3;

    public string Id { get; init; } = "";
    public long Version { get; init; }
    public string Proposal { get; init; } = "";
    public string Member { get; init; } = "";
    public InvitationState State { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Version of the text that was signed last; 0 before.</summary>
    public long SignedVersion { get; init; }

    /// <summary>Hash of that text in hexadecimal; empty before, and for signatures of earlier programs.</summary>
    public string SignedHash { get; init; } = "";
    public DateTimeOffset SignedAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>When the signer left, or asked to after the filing decision; the epoch before.</summary>
    public DateTimeOffset RetractedAt { get; init; } = DateTimeOffset.UnixEpoch;
    public string RetractionReason { get; init; } = "";

    private static readonly string ById = Table.Select + " AND i.id = @id";

    private static readonly string OnePage = $"""
        {Table.Select}
          AND (@proposal = '' OR i.proposal = @proposal)
          AND (@member = '' OR i.member = @member)
          AND (@After = '' OR i.id < @After)
        ORDER BY i.id DESC LIMIT @Limit
        """;

    private static readonly string LiveOfMember = Sql.Of(
        $"""
        {Table.Select} AND i.proposal = @proposal AND i.member = @member
          AND i.state IN ({InvitationState.Pending}, {InvitationState.Signed})
        """
    );

    private static readonly string PendingOfProposal = Sql.Of(
        $"{Table.Select} AND i.proposal = @proposal AND i.state = {InvitationState.Pending} ORDER BY i.id"
    );

    private static readonly string SignedOfProposal = Sql.Of(
        $"""
        {Table.Select} AND i.proposal = @proposal
          AND (i.state = {InvitationState.Signed}
            OR (i.state = {InvitationState.Pending} AND i.signed_hash <> ''))
        ORDER BY i.id
        """
    );

    /// <summary>The invitation with this id, regardless of the caller; null when there is none.</summary>
    public static Task<InvitationRow?> ByIdAsync(IRead read, string id) =>
        Table.OneAsync(read, ById, new { committee = read.Committee, id });

    /// <summary>The invitation with this name. Refusals: NOT_FOUND.</summary>
    public static async Task<Decision<InvitationRow>> LoadAsync(IRead read, string name)
    {
        if (!ResourceName.Id(name, read.Committee, "invitations").Decided(out var id, out var refusal))
            return refusal;
        return await ByIdAsync(read, id) is { } row ? row : CommonRefusals.NotFound;
    }

    /// <summary>
    /// The invitation, for an answer by its invited member. Refusals: NOT_FOUND (to everybody else), MOVE_NOT_ALLOWED.
    /// </summary>
    public static async Task<Decision<InvitationRow>> LoadForInvitedAsync(
        Transaction tx,
        string name,
        InvitationMove move
    )
    {
        if (!(await LoadAsync(tx, name)).Decided(out var invitation, out var refusal))
            return refusal;
        if (invitation.Member != tx.Caller.Member)
            return CommonRefusals.NotFound;
        return InvitationMachine.Moves.Refuses(invitation.State, move) is { } no ? no : invitation;
    }

    /// <summary>Invitations of a proposal, or of a member.</summary>
    public static Task<IReadOnlyList<InvitationRow>> PageAsync(IRead read, Page page, string proposal, string member) =>
        Table.PageAsync(
            read,
            OnePage,
            new
            {
                committee = read.Committee,
                proposal,
                member,
                page.After,
                page.Limit,
            }
        );

    /// <summary>True when a member has a pending or signed invitation to a proposal.</summary>
    public static async Task<bool> ExistsAsync(IRead read, string proposal, string member) =>
        await Table.OneAsync(
            read,
            LiveOfMember,
            new
            {
                committee = read.Committee,
                proposal,
                member,
            }
        )
            is not null;

    /// <summary>How often a member was invited to a proposal.</summary>
    public static async Task<long> CountAsync(IRead read, string proposal, string member) =>
        await read.OneAsync<long>(
            """
            SELECT COUNT(1) FROM invitations
            WHERE committee = @committee AND proposal = @proposal AND member = @member
            """,
            new
            {
                committee = read.Committee,
                proposal,
                member,
            }
        );

    /// <summary>Those that are signed, or were and are asked again.</summary>
    public static Task<IReadOnlyList<InvitationRow>> SignedOfAsync(IRead read, string proposal) =>
        Table.ManyAsync(read, SignedOfProposal, new { committee = read.Committee, proposal });

    /// <summary>Writes a new invitation with its event.</summary>
    public static InvitationRow Insert(Transaction tx, string proposal, string member, DateTimeOffset expiresAt)
    {
        var row = new InvitationRow
        {
            Id = tx.NewId(),
            Version = 1,
            Proposal = proposal,
            Member = member,
            State = InvitationMachine.Moves.After(default, InvitationMove.Invite),
            ExpiresAt = expiresAt,
        };
        Table.Add(tx, row);
        tx.Append(
            row.Id,
            1,
            new CoSignerInvited
            {
                Proposal = proposal,
                Invitation = row.Id,
                Member = member,
                ExpiresAt = Timestamp.FromDateTimeOffset(expiresAt),
            }
        );
        return row;
    }

    /// <summary>Signs a text, which is kept.</summary>
    public async Task<InvitationRow> SignAsync(Transaction tx, ProposalTextRow text)
    {
        var hash = await SignedTextRow.KeepAsync(tx, text);
        return (this with { SignedVersion = text.Version, SignedHash = hash, SignedAt = tx.Now }).End(
            tx,
            InvitationMove.Accept
        );
    }

    /// <summary>The text is again what was signed: the signature stands again.</summary>
    public InvitationRow Restore(Transaction tx) => End(tx, InvitationMove.Restore);

    /// <summary>The text is no longer what was signed: asks the signer again.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="before">The text before the change; the signed one when an earlier program kept none.</param>
    /// <param name="expiresAt">When the new question expires.</param>
    public async Task<InvitationRow> AskAgainAsync(Transaction tx, ProposalTextRow before, DateTimeOffset expiresAt)
    {
        var signed = SignedHash.Length > 0 ? SignedHash : await SignedTextRow.KeepAsync(tx, before);
        var next = Table.Put(
            tx,
            this with
            {
                State = InvitationMachine.Moves.After(State, InvitationMove.AskAgain),
                Version = Version + 1,
                ExpiresAt = expiresAt,
                SignedVersion = SignedHash.Length > 0 ? SignedVersion : before.Version,
                SignedHash = signed,
            }
        );
        tx.Append(
            Id,
            next.Version,
            new CoSignerAskedAgain
            {
                Proposal = Proposal,
                Invitation = Id,
                Member = Member,
                ExpiresAt = Timestamp.FromDateTimeOffset(expiresAt),
                SignedVersion = next.SignedVersion,
                SignedHash = HashOf(next.SignedHash),
            }
        );
        return next;
    }

    /// <summary>The signer leaves: the signature counts no more.</summary>
    public InvitationRow Retract(Transaction tx, ProposalState state, string reason)
    {
        var next = PutRetraction(tx, InvitationMove.Retract, reason);
        tx.Append(
            Id,
            next.Version,
            new SignatureRetracted
            {
                Proposal = Proposal,
                Invitation = Id,
                Member = Member,
                State = state,
                ReasonHash = TextHash.Of(reason),
            }
        );
        return next;
    }

    /// <summary>The signer asks to leave after the filing decision: a note, and the signature stands.</summary>
    public InvitationRow NoteRetraction(Transaction tx, string reason)
    {
        var next = PutRetraction(tx, InvitationMove.NoteRetraction, reason);
        tx.Append(
            Id,
            next.Version,
            new RetractionNoted
            {
                Proposal = Proposal,
                Invitation = Id,
                Member = Member,
                ReasonHash = TextHash.Of(reason),
            }
        );
        return next;
    }

    private InvitationRow PutRetraction(Transaction tx, InvitationMove move, string reason) =>
        Table.Put(
            tx,
            this with
            {
                State = InvitationMachine.Moves.After(State, move),
                Version = Version + 1,
                RetractedAt = tx.Now,
                RetractionReason = reason,
            }
        );

    /// <summary>Ends the invitation by a move that the machine allows.</summary>
    public InvitationRow End(Transaction tx, InvitationMove move)
    {
        var next = Table.Put(
            tx,
            this with
            {
                State = InvitationMachine.Moves.After(State, move),
                Version = Version + 1,
            }
        );
        var signed = next.State == InvitationState.Signed;
        tx.Append(
            Id,
            next.Version,
            new InvitationEnded
            {
                Proposal = Proposal,
                Invitation = Id,
                Member = Member,
                State = next.State,
                SignedVersion = signed ? SignedVersion : 0,
                SignedHash = signed ? HashOf(SignedHash) : ByteString.Empty,
            }
        );
        return next;
    }

    /// <summary>Ends all unanswered invitations of a proposal.</summary>
    public static async Task EndPendingAsync(Transaction tx, string proposal, InvitationMove move)
    {
        foreach (var row in await Table.ManyAsync(tx, PendingOfProposal, new { committee = tx.Committee, proposal }))
            row.End(tx, move);
    }

    /// <summary>The invitation as clients see it.</summary>
    public Invitation ToMessage(string committee) =>
        new()
        {
            Name = ResourceName.Of(committee, "invitations", Id),
            Proposal = ResourceName.Of(committee, "proposals", Proposal),
            Member = ResourceName.Of(committee, "members", Member),
            State = State,
            ExpiresAt = Timestamp.FromDateTimeOffset(ExpiresAt),
            Etag = Etag.Of(Version),
            SignedVersion = SignedVersion,
            SignedHash = HashOf(SignedHash),
            SignedAt = Instant.ToTimestamp(SignedAt),
            RetractedAt = Instant.ToTimestamp(RetractedAt),
            RetractionReason = RetractionReason,
        };

    private static ByteString HashOf(string hexadecimal) => ByteString.CopyFrom(Convert.FromHexString(hexadecimal));
}
