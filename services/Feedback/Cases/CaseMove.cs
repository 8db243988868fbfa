using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>What can happen to the closing side of a case.</summary>
internal enum CaseMove
{
    Begin,
    Complete,
    Settle,
    Rehandle,
    Refer,
    Close,
    FollowRound,
}
