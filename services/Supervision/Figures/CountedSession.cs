using Proposals.Directory.V1;

namespace Proposals.Supervision;

/// <summary>A session's cases and the definitions of its figures.</summary>
internal sealed record CountedSession(
    PolicyProfile Policy,
    Rules Rules,
    IReadOnlyList<CaseRecord> Records,
    IReadOnlyList<CountedCase> Cases,
    IReadOnlyList<FigureDefinition> Definitions
);
