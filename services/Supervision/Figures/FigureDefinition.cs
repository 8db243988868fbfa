using System.Globalization;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>
/// What a figure means. The numbers and the lists of proposals behind them come from the same two predicates, over a case and a group (empty for the whole session).
/// </summary>
/// <param name="Id">Stable id.</param>
/// <param name="Title">What it is, in Chinese.</param>
/// <param name="Population">Who or what is counted, in Chinese.</param>
/// <param name="IsRate">A share of the population; otherwise a plain count, which has no denominator.</param>
/// <param name="GroupBy">What it is computed for.</param>
/// <param name="InPopulation">The case belongs to the population.</param>
/// <param name="IsCounted">The case, one of the population, is counted.</param>
internal sealed record FigureDefinition(
    string Id,
    string Title,
    string Population,
    bool IsRate,
    GroupBy GroupBy,
    Func<CaseFacts, string, bool> InPopulation,
    Func<CaseFacts, string, bool> IsCounted
);
