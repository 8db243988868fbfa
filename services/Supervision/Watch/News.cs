namespace Proposals.Supervision;

/// <summary>The changes for one subscriber.</summary>
/// <param name="AsOf">Positions of the journals known here, by name.</param>
/// <param name="Proposals">Ids of changed proposals that the subscriber may see.</param>
/// <param name="More">True when others may have changed too.</param>
internal sealed record News(IReadOnlyDictionary<string, long> AsOf, IReadOnlyList<string> Proposals, bool More);
