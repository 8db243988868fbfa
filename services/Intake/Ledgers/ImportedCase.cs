using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>What the ledger of an earlier system says of the handling of an imported case.</summary>
internal static class ImportedCase
{
    /// <summary>
    /// How far a row says that its case was handled. A case that ended without a reply is over as well. Only a filed
    /// case is one to handle.
    /// </summary>
    public static LedgerHandling HandlingOf(LedgerRow row) =>
        row switch
        {
            { Decision: not LedgerDecision.Filed } => LedgerHandling.Unspecified,
            { RepliedOn.Length: > 0 } => LedgerHandling.Answered,
            { Closing: LedgerClosing.Closed or LedgerClosing.CarriedOver or LedgerClosing.Unable } =>
                LedgerHandling.Answered,
            { HandedOverOn.Length: > 0 } => LedgerHandling.InHand,
            _ => LedgerHandling.Waiting,
        };

    /// <summary>The handling of an imported case.</summary>
    public static async Task<LedgerHandling> HandlingAsync(IRead read, string proposal) =>
        await RowAsync(read, proposal) is { } row ? HandlingOf(row) : default;

    /// <summary>
    /// The code of the outcome by which a case was passed on, here or in the ledger: empty when the ledger does not say
    /// how. Null when it was not passed on.
    /// </summary>
    public static async Task<string?> PassedOnAsync(IRead read, ProposalRow proposal) =>
        proposal.RedirectedAs.Length > 0 ? proposal.RedirectedAs
        : proposal is { State: ProposalState.NotFiled, IsImported: true }
        && await RowAsync(read, proposal.Id) is { Decision: LedgerDecision.Redirected } row
            ? row.Outcome
        : null;

    // The row is read from the journal, which keeps it since the first import, so cases of earlier versions are known
    // as well.
    private static async Task<LedgerRow?> RowAsync(IRead read, string proposal)
    {
        var body = await read.OneAsync<byte[]>(
            """
            SELECT body FROM journal WHERE committee = @committee AND aggregate = @proposal AND version = 1
            """,
            new { committee = read.Committee, proposal }
        );
        return body is null ? null : LedgerCaseImported.Parser.ParseFrom(body).Row;
    }
}
