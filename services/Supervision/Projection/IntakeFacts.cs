using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Supervision;

/// <summary>A proposal, from Intake's journal.</summary>
internal sealed record IntakeFacts
{
    /// <summary>The table with alias i, and what is read along from the ledger and the mark of a 重点提案.</summary>
    public static readonly Table<IntakeFacts> Table = new(
        "intake_facts",
        "i",
        key: [nameof(Proposal)],
        read: new()
        {
            [nameof(Ledger)] = "l.body",
            [nameof(KeyMarked)] = "COALESCE(k.marked, -1)",
            [nameof(KeyVersion)] = "COALESCE(k.version, 0)",
            [nameof(KeyOverseer)] = "COALESCE(k.overseer, '')",
            [nameof(KeyReason)] = "COALESCE(k.reason, '')",
        },
        join: "LEFT JOIN key_proposals k ON k.committee = i.committee AND k.proposal = i.proposal\n  "
            + "LEFT JOIN ledger_facts l ON l.committee = i.committee AND l.proposal = i.proposal"
    );

    public string Proposal { get; init; } = "";
    public string Session { get; init; } = "";
    public ProposalState State { get; init; }
    public SessionKind SessionKind { get; init; }
    public ProposerKind ProposerKind { get; init; }
    public string Lead { get; init; } = "";
    public string Category { get; init; } = "";
    public string Subject { get; init; } = "";
    public long CaseNumber { get; init; }
    public string MergedInto { get; init; } = "";
    public long PolicyVersion { get; init; }

    /// <summary>Code of the outcome by which it was passed on when it was not filed; empty for none.</summary>
    public string RedirectedAs { get; init; } = "";

    /// <summary>The row of an earlier system's ledger, serialised; null for a case of this system.</summary>
    public byte[]? Ledger { get; init; }

    /// <summary>
    /// Supervision's own, read along: 1 or 0 when it was decided here whether it is a 重点提案, -1 when it was not.
    /// </summary>
    public int KeyMarked { get; init; } = -1;

    /// <summary>Version of that decision; 0 when there is none.</summary>
    public long KeyVersion { get; init; }

    /// <summary>The person or body that oversees it.</summary>
    public string KeyOverseer { get; init; } = "";

    /// <summary>Why the mark was removed.</summary>
    public string KeyReason { get; init; } = "";
}
