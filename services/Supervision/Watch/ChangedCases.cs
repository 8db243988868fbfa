using System.Data.Common;
using Dapper;
using Proposals.Intake.V1;

namespace Proposals.Supervision;

/// <summary>Finds the cases that events added to the timeline changed, and who may know of each.</summary>
internal static class ChangedCases
{
    // A poll names at most this many rows. Beyond it a new read model is catching up, and everything has changed.
    private const int MaxRows = 1000;

    /// <summary>The audiences of the additions between two positions of every journal.</summary>
    public static async Task<(IReadOnlyList<Audience> Changed, bool More)> LoadAsync(
        DbConnection connection,
        string committee,
        IReadOnlyDictionary<string, long> from,
        IReadOnlyDictionary<string, long> to
    )
    {
        var (addressed, more) = (new Dictionary<string, HashSet<string>>(StringComparer.Ordinal), false);
        var forUnits = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (source, upTo) in to.Where(p => from.GetValueOrDefault(p.Key) < p.Value))
        {
            var rows = (
                await connection.QueryAsync<Row>(
                    """
                    SELECT proposal, type, member, body
                    FROM timeline
                    WHERE committee = @committee AND source = @source AND position > @after AND position <= @upTo
                    ORDER BY position LIMIT @MaxRows
                    """,
                    new
                    {
                        committee,
                        source,
                        after = from.GetValueOrDefault(source),
                        upTo,
                        MaxRows,
                    }
                )
            ).AsList();
            more |= rows.Count == MaxRows;
            foreach (var row in rows)
            {
                // The invited member is told how an invitation ended, even when it was cancelled. A merge changes the
                // case of the target too.
                Of(row.Proposal).Add(row.Member);
                if (UnitReads.Holds(row.Type, row.Member))
                    forUnits.Add(row.Proposal);
                if (OtherOf(row) is { Length: > 0 } other)
                {
                    Of(other);
                    forUnits.Add(other);
                }
            }
        }

        var changed = await Audience.LoadAsync(
            connection,
            committee,
            addressed.Keys,
            from.GetValueOrDefault("assignment")
        );
        foreach (var audience in changed)
        {
            audience.Members.UnionWith(addressed[audience.Proposal]);
            if (!forUnits.Contains(audience.Proposal))
                audience.Units.Clear();
        }

        return (changed, more);

        HashSet<string> Of(string proposal) =>
            addressed.TryGetValue(proposal, out var members)
                ? members
                : addressed[proposal] = new HashSet<string>(StringComparer.Ordinal);
    }

    private static string OtherOf(Row row) =>
        row.Type == ProposalMerged.Descriptor.FullName ? ProposalMerged.Parser.ParseFrom(row.Body).Into
        : row.Type == ProposalUnmerged.Descriptor.FullName ? ProposalUnmerged.Parser.ParseFrom(row.Body).From
        : row.Type == ProposalWithdrawn.Descriptor.FullName ? ProposalWithdrawn.Parser.ParseFrom(row.Body).From
        : "";

    private sealed record Row
    {
        public string Proposal { get; init; } = "";
        public string Type { get; init; } = "";
        public string Member { get; init; } = "";
        public byte[] Body { get; init; } = [];
    }
}
