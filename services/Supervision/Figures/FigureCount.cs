using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>Counts figures, and lists the cases behind them, by the two predicates of a definition.</summary>
internal static class FigureCount
{
    /// <summary>The values, in the order of the definitions, then by group.</summary>
    public static IEnumerable<FigureValue> Compute(
        IEnumerable<FigureDefinition> definitions,
        IReadOnlyList<CountedCase> cases
    )
    {
        var groups = new Dictionary<GroupBy, IReadOnlyList<string>>
        {
            [GroupBy.Nothing] = [""],
            [GroupBy.Category] =
            [
                .. cases.Select(c => c.Category).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            ],
            [GroupBy.Examination] =
            [
                .. cases
                    .Select(c => c.Examination)
                    .Where(e => e.Length > 0)
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
            ],
            [GroupBy.SupervisionMode] =
            [
                .. cases
                    .SelectMany(c => c.Tasks)
                    .Select(t => t.Mode)
                    .Distinct()
                    .Order()
                    .Select(SupervisionModes.CodeOf),
            ],
            [GroupBy.Unit] =
            [
                .. cases
                    .SelectMany(c => c.Units)
                    .Select(u => u.Unit)
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
            ],
        };
        return definitions.SelectMany(d => groups[d.GroupBy].Select(g => Count(d, g, cases)));
    }

    /// <summary>Numerator and denominator in one pass, by the predicates of <see cref="Behind"/>.</summary>
    private static FigureValue Count(FigureDefinition definition, string group, IReadOnlyList<CountedCase> cases)
    {
        var (numerator, denominator) = (0L, 0L);
        foreach (var (c, g) in Each(definition, group, cases))
        {
            if (!definition.InPopulation(c, g))
                continue;
            denominator++;
            if (definition.IsCounted(c, g))
                numerator++;
        }

        return new FigureValue(definition, group, numerator, definition.IsRate ? denominator : 0);
    }

    /// <summary>
    /// The cases behind the numerator or denominator of a figure; a plain count has no denominator. A figure of 件次
    /// or of commitments has a case as often as it counts it.
    /// </summary>
    public static IEnumerable<CountedCase> Behind(
        FigureDefinition definition,
        string group,
        FigurePart part,
        IEnumerable<CountedCase> cases
    ) =>
        Each(definition, group, cases)
            .Where(e =>
                part == FigurePart.Denominator
                    ? definition.IsRate && definition.InPopulation(e.Case, e.Group)
                    : definition.InPopulation(e.Case, e.Group) && definition.IsCounted(e.Case, e.Group)
            )
            .Select(e => e.Case);

    private static IEnumerable<(CountedCase Case, string Group)> Each(
        FigureDefinition definition,
        string group,
        IEnumerable<CountedCase> cases
    ) =>
        definition.PerUnit ? cases.SelectMany(c => c.Units.Select(u => (c, u.Unit)))
        : definition.PerCommitment ? cases.SelectMany(c => c.Commitments.Select(m => (c, m.Id)))
        : definition.Times is { } times ? cases.SelectMany(c => Enumerable.Repeat((c, group), times(c, group)))
        : cases.Select(c => (c, group));
}
