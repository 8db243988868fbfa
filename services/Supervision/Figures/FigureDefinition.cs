namespace Proposals.Supervision;

/// <summary>
/// The definition of a figure. Its numbers and the proposals behind them come from the same two predicates, over a case
/// and a group (empty for the whole session).
/// </summary>
/// <param name="Id">Stable id.</param>
/// <param name="Title">Its title, in Chinese.</param>
/// <param name="Population">The population, in Chinese.</param>
/// <param name="IsRate">A share of the population; otherwise a plain count, which has no denominator.</param>
/// <param name="GroupBy">The groups that it is computed for.</param>
/// <param name="InPopulation">True when the case belongs to the population.</param>
/// <param name="IsCounted">True when a case of the population is counted.</param>
internal sealed record FigureDefinition(
    string Id,
    string Title,
    string Population,
    bool IsRate,
    GroupBy GroupBy,
    Func<CountedCase, string, bool> InPopulation,
    Func<CountedCase, string, bool> IsCounted
)
{
    /// <summary>A title that is short enough for a card or a column, in Chinese.</summary>
    public string ShortTitle { get; private init; } = Title;

    /// <summary>The same figure with a title for a card.</summary>
    public FigureDefinition Short(string title) => this with { ShortTitle = title };

    /// <summary>
    /// True when it counts 件次: a case once for each of its units, which the predicates get instead of the group.
    /// </summary>
    public bool PerUnit { get; init; }

    /// <summary>
    /// True when it counts commitments: a case once for each of them, which the predicates get instead of the group.
    /// </summary>
    public bool PerCommitment { get; init; }

    /// <summary>
    /// How often a case is counted in a group, where that is neither once nor once for each unit. Null for the others.
    /// </summary>
    public Func<CountedCase, string, int>? Times { get; init; }

    /// <summary>True when its cases are listed by their earliest open due date, the latest case first.</summary>
    public bool ByDueDate { get; init; }
}
