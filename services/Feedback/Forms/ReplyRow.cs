using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Feedback;

/// <summary>A delivered reply, from Assignment's journal.</summary>
internal sealed record ReplyRow
{
    private static readonly Table<ReplyRow> Table = new("replies", "r");

    public string Id { get; init; } = "";
    public string Proposal { get; init; } = "";
    public string Unit { get; init; } = "";
    public int Round { get; init; }

    /// <summary>Ids of the proposers entitled to a form, joined by commas, the lead first.</summary>
    public string Proposers { get; init; } = "";

    /// <summary>
    /// Ids of the leads among them, joined by commas: of the case and of the proposals merged into it. Empty where an
    /// older program's event did not name them.
    /// </summary>
    public string Leads { get; init; } = "";

    /// <summary>Replies that the round needs.</summary>
    public int Needed { get; init; }
    public long PolicyVersion { get; init; }
    public DateTimeOffset DeliveredAt { get; init; }

    /// <summary>True until its forms are issued.</summary>
    public bool Pending { get; init; }

    /// <summary>True when it was sent back: its forms no longer count.</summary>
    public bool SentBack { get; init; }

    /// <summary>Committee and id of the replies whose forms wait, the oldest first.</summary>
    public const string Waiting =
        "SELECT committee, id FROM replies WHERE pending = 1 ORDER BY delivered_at LIMIT @limit";

    private static readonly string ById = Table.Select + " AND r.id = @id";

    /// <summary>The reply with this id; null when there is none.</summary>
    public static Task<ReplyRow?> FindAsync(IRead read, string id) =>
        Table.OneAsync(read, ById, new { committee = read.Committee, id });

    /// <summary>Writes a delivered reply, whose forms are to be issued.</summary>
    public static void Insert(Transaction tx, ReplyDelivered e, DateTimeOffset at) =>
        Table.Add(
            tx,
            new ReplyRow
            {
                Id = e.Reply,
                Proposal = e.Proposal,
                Unit = e.Unit,
                Round = e.Round,
                Proposers = string.Join(',', e.Proposers),
                Leads = string.Join(',', e.Leads),
                Needed = e.RepliesNeeded,
                PolicyVersion = e.PolicyVersion,
                DeliveredAt = at,
                Pending = true,
            }
        );

    /// <summary>Records that it was sent back. Forms that wait to be issued are not issued any more.</summary>
    public void SendBack(Transaction tx) =>
        tx.Write(
            "UPDATE replies SET sent_back = 1, pending = 0 WHERE committee = @committee AND id = @Id",
            new { committee = tx.Committee, Id }
        );

    /// <summary>Records that it counts again.</summary>
    public void Stand(Transaction tx) =>
        tx.Write(
            "UPDATE replies SET sent_back = 0 WHERE committee = @committee AND id = @Id AND sent_back = 1",
            new { committee = tx.Committee, Id }
        );

    /// <summary>Records that its forms are issued.</summary>
    public void FormsAreIssued(Transaction tx) =>
        tx.Write(
            "UPDATE replies SET pending = 0 WHERE committee = @committee AND id = @Id AND pending = 1",
            new { committee = tx.Committee, Id }
        );
}
