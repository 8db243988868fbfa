namespace Proposals.Suite.Tests;

/// <summary>A metric as it was exported, by all services together.</summary>
public sealed record SeenMetric(
    string Scope,
    string Name,
    string Unit,
    string Kind,
    string Description,
    SortedSet<string> Attributes
)
{
    /// <summary>
    /// The names it has in Prometheus, by the rules of the collector's exporter: dots become underscores, the unit
    /// and _total are added, a histogram is three series.
    /// </summary>
    public IReadOnlyList<string> PrometheusNames
    {
        get
        {
            var name = string.Concat(Name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ':' ? c : '_'));
            var unit = Unit switch
            {
                "s" => "seconds",
                "By" => "bytes",
                "ms" => "milliseconds",
                "1" when Kind == "gauge" => "ratio",
                "%" => "percent",
                _ when Unit.Length == 0 || Unit == "1" || Unit.StartsWith('{') => "",
                _ => Unit,
            };
            if (unit.Length > 0 && !name.Split('_').Contains(unit))
                name += "_" + unit;
            return Kind switch
            {
                "counter" => [name.EndsWith("_total", StringComparison.Ordinal) ? name : name + "_total"],
                "histogram" => [name + "_bucket", name + "_sum", name + "_count"],
                _ => [name],
            };
        }
    }
}
