using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;
using static Proposals.BuildingBlocks.Machine<Proposals.Feedback.V1.FormState, Proposals.Feedback.V1.FormMove>;
using static Proposals.Feedback.V1.FormMove;
using static Proposals.Feedback.V1.FormState;
using State = Proposals.Feedback.V1.FormState;

namespace Proposals.Feedback;

/// <summary>The life cycle of a form (handbook T80 to T83, T90).</summary>
internal static class FormMachine
{
    /// <summary>The moves of each state and their target states.</summary>
    public static readonly Machine<FormState, FormMove> Moves = new(
        "征询意见表",
        From(State.Unspecified).Goes(Issue, Open),
        From(Open).Goes(Submit, Submitted).Goes(Record, Submitted).Goes(Lapse, Lapsed).Goes(FormMove.Void, State.Void),
        From(Submitted).Stays(Record, Settle, Restate),
        From(Lapsed).Goes(Reopen, Open).Goes(FormMove.Void, State.Void)
    );
}
