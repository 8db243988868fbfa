using Proposals.Assignments.V1;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>
/// The stage of a whole case, derived from the facts of the three services (handbook 2.0: never a status column of its
/// own).
/// </summary>
internal static class CaseStage
{
    /// <summary>
    /// The stage. Intake decides whether it is a case to handle at all; then the furthest progress decides.
    /// </summary>
    public static Stage Of(CaseRecord c) =>
        c.Intake.State switch
        {
            ProposalState.Submitted => Stage.Submitted,
            ProposalState.Examined => Stage.Examined,
            ProposalState.Returned => Stage.Returned,
            ProposalState.NotFiled => Stage.NotFiled,
            ProposalState.Merged => Stage.Merged,
            ProposalState.Withdrawn => Stage.Withdrawn,
            ProposalState.Filed => OfFiled(c),
            _ => Stage.Unspecified,
        };

    private static Stage OfFiled(CaseRecord c)
    {
        var (round, closing) = (c.Round, c.Closing);
        var units = c.Assignments.Where(a => a.State.IsLive() && a.Round == round).ToList();
        if (closing?.State == CaseState.Closed || c.Ledger is { Closing: LedgerClosing.Closed })
            return Stage.Closed;
        if (closing?.State == CaseState.AwaitingClosure && closing.Round == round)
            return Stage.AwaitingClosure;
        if (c.RepliesComplete(round) || closing?.State == CaseState.AwaitingFeedback && closing.Round == round)
            return Stage.Replied;
        if (round >= 2)
            return Stage.Rehandling;
        // One unit that has acknowledged is enough: duties and lights show which others have not.
        if (units.Any(a => a.State != AssignmentState.HandedOver))
            return Stage.Handling;
        if (units.Count > 0)
            return Stage.HandedOver;
        return c.Ledger is { } row ? OfLedger(row) : Stage.Filed;
    }

    private static Stage OfLedger(LedgerRow row) =>
        row switch
        {
            { Closing: LedgerClosing.CarriedOver } => Stage.CarriedOver,
            { Closing: LedgerClosing.Unable } => Stage.Unable,
            { RepliedOn.Length: > 0 } when row.WorkRating.IsStated() || row.ResultRating.IsStated() =>
                Stage.AwaitingClosure,
            { RepliedOn.Length: > 0 } => Stage.Replied,
            { AcknowledgedOn.Length: > 0 } => Stage.Handling,
            { HandedOverOn.Length: > 0 } => Stage.HandedOver,
            _ => Stage.Filed,
        };
}
