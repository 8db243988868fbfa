using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>What can be done with an assignment.</summary>
internal enum AssignmentMove
{
    HandOver,
    Acknowledge,
    RequestReturn,
    ApproveReturn,
    LogContact,
    GiveOpinion,
    DraftReply,
    SignReply,
    DeliverReply,
    RequestExtension,
    GrantExtension,
    Cancel,
}
