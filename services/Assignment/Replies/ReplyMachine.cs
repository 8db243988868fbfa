using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using static Proposals.Assignments.V1.ReplyMove;
using static Proposals.Assignments.V1.ReplyState;
using static Proposals.BuildingBlocks.Machine<Proposals.Assignments.V1.ReplyState, Proposals.Assignments.V1.ReplyMove>;
using State = Proposals.Assignments.V1.ReplyState;

namespace Proposals.Assignments;

/// <summary>The life cycle of a version of a reply (handbook T70 to T73, T90).</summary>
internal static class ReplyMachine
{
    /// <summary>The moves of each state and their target states.</summary>
    public static readonly Machine<ReplyState, ReplyMove> Moves = new(
        "复文",
        From(State.Unspecified).Goes(Draft, Drafted),
        From(Drafted).Goes(Sign, Signed).Goes(Supersede, Superseded),
        From(Signed).Goes(Deliver, Delivered).Goes(Supersede, Superseded).Goes(SendBack, SentBack),
        From(Delivered).Goes(SendBack, SentBack)
    );
}
