using Google.Protobuf.WellKnownTypes;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>What can be done with a feedback form.</summary>
internal enum FormMove
{
    Issue,
    Submit,
    Lapse,
}
