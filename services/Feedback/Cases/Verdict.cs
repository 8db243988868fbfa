namespace Proposals.Feedback;

/// <summary>The result of the closing rule for a round.</summary>
internal enum Verdict
{
    /// <summary>A reply or a form is still to come.</summary>
    Wait,

    /// <summary>办结.</summary>
    Close,

    /// <summary>重新办理 by the named units.</summary>
    Rehandle,

    /// <summary>The proposals office decides.</summary>
    Refer,
}
