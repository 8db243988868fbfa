using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// How far a case is handled, as far as Intake decides by it: by Assignment's journal, and for an imported case by its
/// ledger too.
/// </summary>
/// <param name="Begun">True when the case was handed over.</param>
/// <param name="Answered">True when at least one reply was delivered, or the ledger says that the case is over.</param>
internal readonly record struct Handling(bool Begun, bool Answered)
{
    /// <summary>The handling of a case.</summary>
    public static async Task<Handling> OfAsync(IRead read, ProposalRow proposal)
    {
        var told = await FromAssignment.HandlingAsync(read, proposal.Id);
        if (!proposal.IsImported)
            return told;
        var ledger = await ImportedCase.HandlingAsync(read, proposal.Id);
        return new Handling(
            told.Begun || ledger is LedgerHandling.InHand or LedgerHandling.Answered,
            told.Answered || ledger == LedgerHandling.Answered
        );
    }
}
