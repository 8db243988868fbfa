namespace Proposals.Intake.V1;

/// <summary>The meaning of a ledger's decision, for every service that follows Intake's journal.</summary>
public static class LedgerExtensions
{
    /// <summary>
    /// The state of an imported case. A number that is not known here stands for a filed case, as Intake stored it.
    /// </summary>
    public static ProposalState State(this LedgerDecision decision) =>
        decision switch
        {
            LedgerDecision.NotFiled or LedgerDecision.Redirected => ProposalState.NotFiled,
            LedgerDecision.Merged => ProposalState.Merged,
            LedgerDecision.Withdrawn => ProposalState.Withdrawn,
            _ => ProposalState.Filed,
        };

    /// <summary>True when the proposers gave a rating that is known here.</summary>
    public static bool IsStated(this LedgerRating rating) =>
        rating is LedgerRating.Satisfied or LedgerRating.MostlySatisfied or LedgerRating.Dissatisfied;
}
