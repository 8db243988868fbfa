using Google.Protobuf.WellKnownTypes;
using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>An invitation to co-sign (联名会签) as it stands.</summary>
internal sealed record InvitationRow
{
    /// <summary>The life cycle of an invitation (handbook T12 to T16).</summary>
    public static readonly Machine<InvitationState, InvitationMove> Machine = new(
        "联名邀请",
        new(InvitationState.Unspecified, InvitationMove.Invite, InvitationState.Pending),
        new(InvitationState.Pending, InvitationMove.Accept, InvitationState.Signed),
        new(InvitationState.Pending, InvitationMove.Decline, InvitationState.Declined),
        new(InvitationState.Pending, InvitationMove.Expire, InvitationState.Expired),
        new(InvitationState.Pending, InvitationMove.Cancel, InvitationState.Cancelled)
    );

    public string Id { get; init; } = "";
    public long Version { get; init; }
    public string Proposal { get; init; } = "";
    public string Member { get; init; } = "";
    public InvitationState State { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }

    private const string Columns =
        "SELECT id, version, proposal, member, state, expires_at FROM invitations WHERE committee = @committee";

    /// <summary>The invitation of a name. Refusals: NOT_FOUND.</summary>
    public static async Task<Decision<InvitationRow>> LoadAsync(IRead read, string name)
    {
        if (!ResourceName.Id(name, read.Committee, "invitations").Decided(out var id, out var refusal))
            return refusal;
        return
            await read.OneAsync<InvitationRow>(Columns + " AND id = @id", new { committee = read.Committee, id })
                is { } row
            ? row
            : CommonRefusals.NotFound;
    }

    /// <summary>The invitation as its invited member may answer it. Refusals: NOT_FOUND (to everybody else), MOVE_NOT_ALLOWED.</summary>
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
        return Machine.Refuses(invitation.State, move) is { } no ? no : invitation;
    }

    /// <summary>Invitations of a proposal, or of a member.</summary>
    public static Task<IReadOnlyList<InvitationRow>> PageAsync(IRead read, Page page, string proposal, string member) =>
        read.ManyAsync<InvitationRow>(
            Columns
                + " AND (@proposal = '' OR proposal = @proposal) AND (@member = '' OR member = @member) AND (@After = '' OR id < @After) ORDER BY id DESC LIMIT @Limit",
            new
            {
                committee = read.Committee,
                proposal,
                member,
                page.After,
                page.Limit,
            }
        );

    /// <summary>Whether a member has a live or signed invitation to a proposal.</summary>
    public static async Task<bool> ExistsAsync(IRead read, string proposal, string member) =>
        await read.OneAsync<string>(
            "SELECT id FROM invitations WHERE committee = @committee AND proposal = @proposal AND member = @member AND state IN (1, 2)",
            new
            {
                committee = read.Committee,
                proposal,
                member,
            }
        )
            is not null;

    /// <summary>Writes a new invitation with its event.</summary>
    public static InvitationRow Insert(Transaction tx, string proposal, string member, DateTimeOffset expiresAt)
    {
        var row = new InvitationRow
        {
            Id = tx.NewId(),
            Version = 1,
            Proposal = proposal,
            Member = member,
            State = InvitationState.Pending,
            ExpiresAt = expiresAt,
        };
        tx.Write(
            "INSERT INTO invitations (committee, id, version, proposal, member, state, expires_at) VALUES (@committee, @Id, @Version, @Proposal, @Member, @State, @ExpiresAt)",
            new
            {
                committee = tx.Committee,
                row.Id,
                row.Version,
                row.Proposal,
                row.Member,
                row.State,
                row.ExpiresAt,
            }
        );
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

    /// <summary>Ends it by a move that the machine allows.</summary>
    public InvitationRow End(Transaction tx, InvitationMove move)
    {
        var next = this with { State = Machine.After(State, move), Version = Version + 1 };
        tx.Write(
            "UPDATE invitations SET version = @Version, state = @State WHERE committee = @committee AND id = @Id AND version = @Version - 1",
            new
            {
                committee = tx.Committee,
                next.Id,
                next.Version,
                next.State,
            }
        );
        tx.Append(
            Id,
            next.Version,
            new InvitationEnded
            {
                Proposal = Proposal,
                Invitation = Id,
                Member = Member,
                State = next.State,
            }
        );
        return next;
    }

    /// <summary>Ends all unanswered invitations of a proposal.</summary>
    public static async Task EndPendingAsync(Transaction tx, string proposal, InvitationMove move)
    {
        foreach (
            var row in await tx.ManyAsync<InvitationRow>(
                Columns + " AND proposal = @proposal AND state = 1 ORDER BY id",
                new { committee = tx.Committee, proposal }
            )
        )
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
        };
}
