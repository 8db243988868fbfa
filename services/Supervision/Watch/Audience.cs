using System.Data.Common;
using System.Globalization;
using Dapper;
using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Supervision;

/// <summary>
/// The audience of a proposal. Once it is submitted, callers who see every case belong to it. So do its lead, members
/// who are asked to sign or have signed, its proposers and those of merged proposals. So does every unit that it was
/// given to and that has not left it. It is computed once for all subscribers, so an event costs the same for one
/// subscriber as for three hundred.
/// </summary>
/// <param name="Proposal">Id of the proposal.</param>
/// <param name="Submitted">
/// True for a case: neither a draft nor a deleted one, and known to Intake's journal here.
/// </param>
/// <param name="Members">Ids of members.</param>
/// <param name="Units">Ids of units.</param>
internal sealed record Audience(string Proposal, bool Submitted, HashSet<string> Members, HashSet<string> Units)
{
    private static readonly string Reads = Sql.Of($"n.state IN ({InvitationState.Pending}, {InvitationState.Signed})");

    // Largest number of ids in a statement. It is padded to a power of two, so that there are eight texts instead of
    // 128.
    private const int Step = 128;

    /// <summary>True when the subscriber may see it.</summary>
    public bool Holds(Subscriber subscriber) =>
        (subscriber.All && Submitted)
        || (subscriber.Member.Length > 0 && Members.Contains(subscriber.Member))
        || (subscriber.Unit.Length > 0 && Units.Contains(subscriber.Unit));

    /// <summary>
    /// The audiences of proposals. A unit that has left a case hears of it no more; one that left after the position
    /// <paramref name="after"/> of Assignment's journal hears of that.
    /// </summary>
    public static async Task<IReadOnlyList<Audience>> LoadAsync(
        DbConnection connection,
        string committee,
        IReadOnlyCollection<string> proposals,
        long after
    )
    {
        var found = proposals.ToDictionary(
            p => p,
            p => new Audience(
                p,
                false,
                new HashSet<string>(StringComparer.Ordinal),
                new HashSet<string>(StringComparer.Ordinal)
            ),
            StringComparer.Ordinal
        );
        foreach (var step in proposals.Chunk(Step))
        {
            var (keys, args) = KeysOf(committee, step);
            args.Add("after", after);
            foreach (
                var (proposal, state, lead) in await connection.QueryAsync<(string, long, string)>(
                    $"""
                    SELECT i.proposal, i.state, i.lead
                    FROM {keys} JOIN intake_facts i ON i.committee = @committee AND i.proposal = k.column1
                    """,
                    args
                )
            )
            {
                found[proposal] = found[proposal] with
                {
                    Submitted = (ProposalState)state is not (ProposalState.Draft or ProposalState.Deleted),
                };
                found[proposal].Members.Add(lead);
            }

            foreach (
                var (proposal, member) in await connection.QueryAsync<(string, string)>(
                    $"""
                    SELECT p.proposal, p.member
                    FROM {keys} JOIN intake_proposers p ON p.committee = @committee AND p.proposal = k.column1
                    UNION
                    SELECT s.merged_into, q.member
                    FROM {keys} JOIN intake_facts s ON s.committee = @committee AND s.merged_into = k.column1
                      JOIN intake_proposers q ON q.committee = s.committee AND q.proposal = s.proposal
                    UNION
                    SELECT n.proposal, n.member
                    FROM {keys}
                    JOIN invitation_facts n ON n.committee = @committee AND n.proposal = k.column1 AND {Reads}
                    """,
                    args
                )
            )
            {
                found[proposal].Members.Add(member);
            }

            foreach (
                var (proposal, unit) in await connection.QueryAsync<(string, string)>(
                    $"""
                    SELECT a.proposal, a.unit
                    FROM {keys} JOIN assignment_facts a ON a.committee = @committee AND a.proposal = k.column1
                    WHERE (a.left_position = 0 OR a.left_position > @after) AND {UnitReads.IsLast}
                    UNION
                    SELECT u.proposal, u.unit
                    FROM {keys} JOIN ledger_units u ON u.committee = @committee AND u.proposal = k.column1
                    WHERE NOT EXISTS (SELECT 1 FROM assignment_facts a
                      WHERE a.committee = u.committee AND a.proposal = u.proposal AND a.unit = u.unit)
                    """,
                    args
                )
            )
            {
                found[proposal].Units.Add(unit);
            }
        }

        return [.. found.Values];
    }

    private static (string Keys, DynamicParameters Args) KeysOf(string committee, string[] ids)
    {
        var rows = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)ids.Length);
        var args = new DynamicParameters();
        args.Add("committee", committee);
        for (var i = 0; i < rows; i++)
            args.Add("k" + i.ToString(CultureInfo.InvariantCulture), ids[Math.Min(i, ids.Length - 1)]);
        return ($"(VALUES {string.Join(",", Enumerable.Range(0, rows).Select(i => $"(@k{i})"))}) AS k", args);
    }
}
