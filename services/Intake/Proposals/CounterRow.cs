using Proposals.BuildingBlocks;

namespace Proposals.Intake;

/// <summary>The last number that a session has given: of 流水号, or of 案号.</summary>
internal sealed record CounterRow
{
    public static readonly Table<CounterRow> Table = new(
        "counters",
        "n",
        key: [nameof(Session), nameof(Kind)],
        title: "编号"
    );

    public string Session { get; init; } = "";
    public string Kind { get; init; } = "";
    public long Value { get; init; }
}
