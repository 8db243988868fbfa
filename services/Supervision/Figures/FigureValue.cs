using System.Globalization;

namespace Proposals.Supervision;

/// <summary>A figure's value.</summary>
internal readonly record struct FigureValue(FigureDefinition Definition, string Group, long Numerator, long Denominator)
{
    /// <summary>The percentage; empty for a plain count.</summary>
    public string Percent => Definition.IsRate ? PercentOf(Numerator, Denominator) : "";

    /// <summary>
    /// Rounded half up to one decimal, never adjusted to add up to 100; "—" for a denominator of 0 (handbook 5.4).
    /// </summary>
    public static string PercentOf(long numerator, long denominator)
    {
        if (denominator == 0)
            return "—";
        var tenths = (2000 * numerator + denominator) / (2 * denominator);
        return string.Create(CultureInfo.InvariantCulture, $"{tenths / 10}.{tenths % 10}");
    }
}
