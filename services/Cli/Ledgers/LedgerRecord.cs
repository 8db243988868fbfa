using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Cli.Ledgers;

/// <summary>
/// One proposal of a ledger, with names as the office wrote them. An empty or wrong cell is unspecified, zero, null or
/// empty.
/// </summary>
internal sealed record LedgerRecord
{
    /// <summary>Row in the file, for messages.</summary>
    public required int Row { get; init; }

    /// <summary>Its sheet, when the ledger has several.</summary>
    public string Sheet { get; init; } = "";

    /// <summary>案号; 0 when none.</summary>
    public long CaseNumber { get; init; }

    /// <summary>案号 as written, when it is more than a number; empty otherwise.</summary>
    public string CaseLabel { get; init; } = "";

    /// <summary>案由.</summary>
    public string Subject { get; init; } = "";

    /// <summary>第一提案人, a member or an organization.</summary>
    public string Lead { get; init; } = "";

    /// <summary>联名人.</summary>
    public IReadOnlyList<string> CoSigners { get; init; } = [];

    public ProposerKind ProposerKind { get; init; }

    /// <summary>类别, in the ledger's own words.</summary>
    public string Category { get; init; } = "";

    public SessionKind SessionKind { get; init; }

    public LedgerDecision Decision { get; init; }

    /// <summary>Code of the 审查结果; empty when it is wrong.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>案号 it is merged into; 0 when it is not merged, or the ledger does not say into which.</summary>
    public long MergedInto { get; init; }

    /// <summary>That 案号 as written, when it is more than a number; empty otherwise.</summary>
    public string MergedIntoLabel { get; init; } = "";

    /// <summary>重点提案.</summary>
    public bool KeyProposal { get; init; }

    /// <summary>主办单位; empty when it was not handed over.</summary>
    public string LeadUnit { get; init; } = "";

    /// <summary>会办单位.</summary>
    public IReadOnlyList<string> CoUnits { get; init; } = [];

    /// <summary>交办日期.</summary>
    public DateOnly? HandedOverOn { get; init; }

    /// <summary>签收日期.</summary>
    public DateOnly? AcknowledgedOn { get; init; }

    /// <summary>面商方式.</summary>
    public string Contact { get; init; } = "";

    /// <summary>答复日期.</summary>
    public DateOnly? RepliedOn { get; init; }

    /// <summary>答复文号.</summary>
    public string DocumentNumber { get; init; } = "";

    /// <summary>办理结果 as A, B, C or D; empty when none.</summary>
    public string OutcomeClass { get; init; } = "";

    /// <summary>办理工作评价.</summary>
    public LedgerRating WorkRating { get; init; }

    /// <summary>办理结果评价.</summary>
    public LedgerRating ResultRating { get; init; }

    public LedgerClosing Closing { get; init; }
}
