namespace Proposals.Assignments.V1;

public sealed partial class ReplyDelivered
{
    /// <summary>
    /// 办复: with this reply the round has all replies it needs (handbook edge case 26: two of three is not 办复).
    /// </summary>
    /// <remarks>
    /// Assignment counts both numbers in the transaction of the delivery, and the journal has contained them since its
    /// first event. A follower uses this property and counts nothing itself.
    /// </remarks>
    public bool CompletesRound => RepliesNeeded > 0 && RepliesDelivered >= RepliesNeeded;
}
