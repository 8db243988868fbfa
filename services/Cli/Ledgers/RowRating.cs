namespace Proposals.Cli.Ledgers;

/// <summary>A rating; not stated (未表态) is unspecified.</summary>
internal enum RowRating
{
    Unspecified = 0,
    Satisfied = 1,
    MostlySatisfied = 2,
    Dissatisfied = 3,
}
