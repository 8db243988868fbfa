using Google.Protobuf.WellKnownTypes;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Assignments;

/// <summary>What can be done with a request to be relieved.</summary>
internal enum ReturnRequestMove
{
    Request,
    Approve,
    Refuse,
}
