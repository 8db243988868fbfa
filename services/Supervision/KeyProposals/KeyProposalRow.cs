using Google.Protobuf;
using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>
/// The latest decision here on the mark of a 重点提案. A mark of an earlier system's ledger has no row until it is
/// removed.
/// </summary>
/// <param name="Proposal">Id of the proposal, which is the aggregate too.</param>
/// <param name="Marked">True while it is marked.</param>
/// <param name="Overseer">The person or body that oversees it. Stored here only, because it may name a person.</param>
/// <param name="Reason">Why the mark was removed.</param>
internal sealed record KeyProposalRow(string Proposal, bool Marked, string Overseer, string Reason)
{
    /// <summary>
    /// Writes the mark with its event, which is part of the case's timeline. <paramref name="version"/> is the version
    /// that the decision was based on, 0 when there was none.
    /// </summary>
    public void Save(Transaction tx, long version, IMessage happened)
    {
        tx.Write(
            """
            INSERT INTO key_proposals (committee, proposal, version, marked, overseer, reason)
            VALUES (@committee, @Proposal, @next, @Marked, @Overseer, @Reason)
            ON CONFLICT (committee, proposal) DO UPDATE SET version = excluded.version, marked = excluded.marked,
              overseer = excluded.overseer, reason = excluded.reason
            WHERE key_proposals.version = excluded.version - 1
            """,
            new
            {
                committee = tx.Committee,
                Proposal,
                next = version + 1,
                Marked,
                Overseer,
                Reason,
            }
        );
        Stored.Table.Prove(
            tx,
            new Stored
            {
                Proposal = Proposal,
                Version = version + 1,
                Marked = Marked,
                Overseer = Overseer,
                Reason = Reason,
            }
        );
        tx.Append(Proposal, version + 1, happened);
        Timeline.RecordOwn(tx, Proposal, version + 1, Proposal);
    }

    /// <summary>The case of a decision on a mark. Refusals: NOT_FOUND.</summary>
    public static async Task<Decision<CaseRecord>> CaseAsync(Transaction tx, string name)
    {
        if (!ResourceName.Id(name, tx.Committee, "cases").Decided(out var id, out var refusal))
            return refusal;
        return await CaseRecord.LoadAsync(tx, CaseQuery.One, new { committee = tx.Committee, id }) is [var found]
            ? found
            : CommonRefusals.NotFound;
    }

    /// <summary>The case with its current mark, without its timeline.</summary>
    public async Task<CaseView> ToMessageAsync(Transaction tx, CaseRecord found)
    {
        var rules = await Rules.LoadAsync(tx);
        var labels = await Labels.LoadAsync(tx, rules.Of(found.Intake.PolicyVersion));
        return GetCase.ToMessage(
            found with
            {
                Intake = found.Intake with { KeyMarked = Marked ? 1 : 0, KeyOverseer = Overseer, KeyReason = Reason },
            },
            tx,
            labels,
            rules
        );
    }

    /// <summary>The row as its event proves it.</summary>
    private sealed record Stored
    {
        public static readonly Table<Stored> Table = new(
            "key_proposals",
            "k",
            key: [nameof(Proposal)],
            title: "重点提案"
        );

        public string Proposal { get; init; } = "";
        public long Version { get; init; }
        public bool Marked { get; init; }
        public string Overseer { get; init; } = "";
        public string Reason { get; init; } = "";
    }
}
