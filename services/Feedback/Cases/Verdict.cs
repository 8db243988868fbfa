using Proposals.Directory.V1;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>What the closing rule makes of a round.</summary>
internal enum Verdict
{
    /// <summary>A reply or a form is still to come.</summary>
    Wait,

    /// <summary>办结.</summary>
    Close,

    /// <summary>重新办理 by the units named.</summary>
    Rehandle,

    /// <summary>The proposals office decides.</summary>
    Refer,
}
