namespace Proposals.Cli.Ledgers;

/// <summary>Columns of a ledger that the import reads; it ignores 序号, 界别, 备注 and any other column.</summary>
internal enum LedgerColumn
{
    CaseNumber,
    Subject,
    Proposers,
    CoSigners,
    ProposalForm,
    Category,
    SessionKind,
    Decision,
    KeyProposal,
    LeadUnit,
    CoUnits,
    HandedOverOn,
    AcknowledgedOn,
    Contact,
    RepliedOn,
    DocumentNumber,
    Outcome,
    WorkRating,
    ResultRating,
    Closing,
}
