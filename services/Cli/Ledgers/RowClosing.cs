namespace Proposals.Cli.Ledgers;

/// <summary>How the case ended (办结情况).</summary>
internal enum RowClosing
{
    Unspecified = 0,
    InHand = 1,
    Closed = 2,
    CarriedOver = 3,
    Unable = 4,
}
