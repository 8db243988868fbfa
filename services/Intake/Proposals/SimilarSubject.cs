namespace Proposals.Intake;

/// <summary>A subject that is similar to another one.</summary>
/// <param name="Id">Id of its proposal.</param>
/// <param name="Similarity">0 to 1.</param>
/// <param name="Shared">Words and phrases that both contain.</param>
internal sealed record SimilarSubject(string Id, double Similarity, IReadOnlyList<string> Shared);
