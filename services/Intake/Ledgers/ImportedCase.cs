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

    /// <summary>
    /// The handling of an imported case. Its row is read from the journal, which keeps it since the first import, so
    /// cases of earlier versions are known as well.
    /// </summary>
    public static async Task<LedgerHandling> HandlingAsync(IRead read, string proposal)
    {
        var body = await read.OneAsync<byte[]>(
            """
            SELECT body FROM journal WHERE committee = @committee AND aggregate = @proposal AND version = 1
            """,
            new { committee = read.Committee, proposal }
        );
        return body is null ? default : HandlingOf(LedgerCaseImported.Parser.ParseFrom(body).Row);
    }
}
