using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Assignments;

/// <summary>What can be done with a request for more time.</summary>
internal enum ExtensionRequestMove
{
    Request,
    Grant,
    Deny,
}
