using System.Globalization;

namespace Proposals.BuildingBlocks;

/// <summary>A key whose value is a whole number within bounds.</summary>
public sealed class NumberSetting(string key, int fallback, int least, int most, string meaning)
    : TypedSetting<int>(key, fallback.ToString(CultureInfo.InvariantCulture), meaning)
{
    /// <summary>The least.</summary>
    public int Least => least;

    /// <summary>The most.</summary>
    public int Most => most;

    /// <inheritdoc />
    public override string Values => string.Create(CultureInfo.InvariantCulture, $"{least} to {most}");

    /// <inheritdoc />
    protected override string Expected => string.Create(CultureInfo.InvariantCulture, $"应为 {least} 至 {most} 的整数");

    private protected override bool TryParse(string text, out int value, out string? problem)
    {
        problem = null;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
            && value >= least
            && value <= most;
    }
}
