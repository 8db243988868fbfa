using Google.Protobuf.WellKnownTypes;
using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>What can be done with an invitation to co-sign.</summary>
internal enum InvitationMove
{
    Invite,
    Accept,
    Decline,
    Expire,
    Cancel,
}
