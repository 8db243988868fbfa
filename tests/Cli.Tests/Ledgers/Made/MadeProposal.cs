namespace Proposals.Cli.Tests.Ledgers.Made;

/// <summary>A proposal as a made ledger knows it, in the generator's own words.</summary>
internal sealed record MadeProposal
{
    /// <summary>案号; 0 when it has none.</summary>
    public int Number { get; init; }
    public string Subject { get; init; } = "";
    public string[] People { get; init; } = [];
    public bool IsCollective { get; init; }
    public string Category { get; init; } = "经济";
    public bool IsInSession { get; init; } = true;
    public string Outcome { get; init; } = "立案";

    /// <summary>案号 of the one that it is merged into; 0 when none.</summary>
    public int Into { get; init; }
    public string Lead { get; init; } = "";
    public string[] Helpers { get; init; } = [];
    public DateTime? HandedOver { get; init; }
    public DateTime? Answered { get; init; }
    public string Class { get; init; } = "";
    public string Work { get; init; } = "";
    public string Result { get; init; } = "";
    public string Closing { get; init; } = "";
}
