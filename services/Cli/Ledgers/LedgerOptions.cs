using Proposals.Directory.V1;

namespace Proposals.Cli.Ledgers;

/// <summary>What the office says about a file, and the words that its profile knows.</summary>
internal sealed record LedgerOptions
{
    public HiddenContent Hidden { get; init; }

    /// <summary>The sheets to read; empty when the workbook has one ledger.</summary>
    public IReadOnlyList<string> Sheets { get; init; } = [];

    /// <summary>Name of the file; it may hold the title that the sheet lacks.</summary>
    public string FileName { get; init; } = "";

    /// <summary>Largest number of rows.</summary>
    public int MaxRows { get; init; } = LedgerFile.MaxRows;

    /// <summary>The outcomes of examination that may be written (审查结果).</summary>
    public IReadOnlyList<ExaminationOutcome> Outcomes { get; init; } = ExaminationOutcomes.Default;
}
