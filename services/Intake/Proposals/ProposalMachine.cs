using Proposals.BuildingBlocks;
using Proposals.Intake.V1;
using static Proposals.BuildingBlocks.Machine<Proposals.Intake.V1.ProposalState, Proposals.Intake.V1.ProposalMove>;
using static Proposals.Intake.V1.ProposalMove;
using static Proposals.Intake.V1.ProposalState;
using Move = Proposals.Intake.V1.ProposalMove;
using State = Proposals.Intake.V1.ProposalState;

namespace Proposals.Intake;

/// <summary>The life cycle of a proposal, draft to filing (handbook 2.2, 2.3).</summary>
internal static class ProposalMachine
{
    /// <summary>The moves of each state and their target states.</summary>
    public static readonly Machine<ProposalState, ProposalMove> Moves = new(
        "提案",
        From(State.Unspecified).Goes(Move.Draft, State.Draft),
        From(State.Draft).Stays(Revise, Invite, Retract, Attach, Detach).Goes(Delete, Deleted).Goes(Submit, Submitted),
        From(Submitted)
            .Stays(Retract)
            .Goes(Return, Returned)
            .Goes(Examine, Examined)
            .Goes(Reject, NotFiled)
            .Goes(Withdraw, Withdrawn),
        From(Returned).Stays(Revise, Retract, Attach, Detach).Goes(Submit, Submitted).Goes(Withdraw, Withdrawn),
        From(Examined)
            .Stays(Retract)
            .Goes(Return, Returned)
            .Goes(Move.File, Filed)
            .Goes(Reject, NotFiled)
            .Goes(Merge, Merged)
            .Goes(Withdraw, Withdrawn),
        From(Filed).Stays(NoteRetraction).Goes(Merge, Merged).Goes(Withdraw, Withdrawn),
        From(Merged).Stays(NoteRetraction, MoveAlong).Goes(Unmerge, Examined, Filed).Goes(Withdraw, Withdrawn),
        From(NotFiled).Stays(TakeUp, Redirect),
        From(Withdrawn).Goes(Reinstate, Filed),
        From(State.Unspecified).Goes(Import, Filed, NotFiled, Merged, Withdrawn)
    );
}
