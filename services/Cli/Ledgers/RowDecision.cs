namespace Proposals.Cli.Ledgers;

// The values of these enums are numbered as in the contract of the intake service, so that the import may cast them.

/// <summary>What examination decided (审查结果).</summary>
internal enum RowDecision
{
    Unspecified = 0,
    Filed = 1,
    NotFiled = 2,
    Merged = 3,
}
