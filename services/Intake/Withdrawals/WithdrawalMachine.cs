using Proposals.BuildingBlocks;
using Proposals.Intake.V1;
using static Proposals.BuildingBlocks.Machine<Proposals.Intake.V1.WithdrawalState, Proposals.Intake.V1.WithdrawalMove>;
using static Proposals.Intake.V1.WithdrawalMove;
using static Proposals.Intake.V1.WithdrawalState;
using State = Proposals.Intake.V1.WithdrawalState;

namespace Proposals.Intake;

/// <summary>
/// The life cycle of a withdrawal (handbook T32, T110). Before hand-over one side completes it at once. After it, both
/// sides agree, and Assignment settles whether a reply was faster. One that was asked for after it is completed by one
/// side when the hand-over was taken back.
/// </summary>
internal static class WithdrawalMachine
{
    /// <summary>The moves of each state and their target states.</summary>
    public static readonly Machine<WithdrawalState, WithdrawalMove> Moves = new(
        "撤案",
        From(State.Unspecified).Goes(Ask, Asked).Goes(Complete, Completed),
        From(Asked).Goes(Agree, Agreed).Goes(Decline, Declined).Goes(Complete, Completed),
        From(Agreed).Goes(Complete, Completed).Goes(Overtake, Overtaken),
        From(Completed).Goes(Overtake, Overtaken)
    );
}
