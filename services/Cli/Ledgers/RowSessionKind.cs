namespace Proposals.Cli.Ledgers;

/// <summary>Whether it came in during the plenary session (会议) or later (平时).</summary>
internal enum RowSessionKind
{
    Unspecified = 0,
    InSession = 1,
    InterSession = 2,
}
