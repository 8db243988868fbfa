namespace Proposals.Suite.Tests;

/// <summary>How much of a rule is built.</summary>
internal enum Verdict
{
    /// <summary>All of it, and a test asserts it.</summary>
    Built,

    /// <summary>A part; the rule says what is missing.</summary>
    Partly,

    /// <summary>Nothing.</summary>
    Missing,
}
