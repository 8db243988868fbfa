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
        foreach (var c in cases)
        {
            if (!definition.InPopulation(c, group))
                continue;
            denominator++;
            if (definition.IsCounted(c, group))
                numerator++;
        }

        return new FigureValue(definition, group, numerator, definition.IsRate ? denominator : 0);
    }

    /// <summary>The cases behind the numerator or denominator of a figure; a plain count has no denominator.</summary>
    public static IEnumerable<CountedCase> Behind(
        FigureDefinition definition,
        string group,
        FigurePart part,
        IEnumerable<CountedCase> cases
    ) =>
        part == FigurePart.Denominator
            ? cases.Where(c => definition.IsRate && definition.InPopulation(c, group))
            : cases.Where(c => definition.InPopulation(c, group) && definition.IsCounted(c, group));
}
