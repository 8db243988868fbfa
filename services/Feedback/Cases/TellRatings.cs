using Dapper;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>
/// Reports, once for each round, the ratings of forms that were submitted to an older program. Its events did not
/// contain them, or not what earlier rounds left standing (docs/decisions/0023-one-owner-for-ratings-and-rounds.md,
/// 0032-the-rulebook.md). So a follower of an old journal ends in the same state as one of a new journal.
/// </summary>
internal static class TellRatings
{
    private static readonly string Untold = Sql.Of(
        $"""
        SELECT DISTINCT f.committee, f.proposal, f.round FROM forms f
        WHERE f.state = {FormState.Submitted} AND (f.told = 0 OR (f.told_standing = 0 AND f.round > 1))
          AND NOT EXISTS (SELECT 1 FROM replies r
            WHERE r.committee = f.committee AND r.id = f.reply AND r.sent_back = 1)
        LIMIT 200
        """
    );

    private static readonly string Tell = Sql.Of(
        $"""
        UPDATE forms SET told = 1, told_standing = 1
        WHERE committee = @committee AND proposal = @proposal AND round = @round AND state = {FormState.Submitted}
        """
    );

    /// <summary>Finds such rounds, at most 200 a sweep.</summary>
    public static async Task SweepAsync(ServiceShard service, CancellationToken stop)
    {
        await using var connection = await service.Database.OpenReaderAsync(stop);
        var untold = (await connection.QueryAsync<(string Committee, string Proposal, int Round)>(Untold)).AsList();
        foreach (var (committee, proposal, round) in untold)
        {
            await service.SweepAsync(
                $"tell-ratings:{proposal}:{round}",
                committee,
                tx => RunAsync(tx, proposal, round),
                stop
            );
        }
    }

    /// <summary>Reports the ratings of one round, unless that was done before.</summary>
    internal static async Task RunAsync(Transaction tx, string proposal, int round)
    {
        var forms = await FormRow.OfCaseAsync(tx, proposal);
        if (!forms.Any(f => f.Round == round && IsUntold(f)))
            return;
        var row = await CaseRow.OfAsync(tx, proposal);
        row.Note(tx, Decide(proposal, round, forms, await row.PolicyAsync(tx)));
        tx.WriteAny(
            Tell,
            new
            {
                committee = tx.Committee,
                proposal,
                round,
            }
        );
    }

    private static bool IsUntold(FormRow form) =>
        form.State == FormState.Submitted && (!form.Told || (!form.ToldStanding && form.Round > 1));

    /// <summary>The ratings of a round that the events of its forms would have contained by now.</summary>
    internal static RoundRated Decide(string proposal, int round, IReadOnlyList<FormRow> ofCase, PolicyProfile policy)
    {
        var forms = ofCase.Where(f => f.Round <= round).ToList();
        var rated = new RoundRated
        {
            Proposal = proposal,
            Round = round,
            CaseRatings = ClosingRule.RatingsOf(forms, policy),
        };
        rated.Units.AddRange(
            forms
                .GroupBy(f => f.Unit, StringComparer.Ordinal)
                .Where(unit => unit.Any(f => f.Round == round && f.State == FormState.Submitted))
                .OrderBy(unit => unit.Key, StringComparer.Ordinal)
                .Select(unit => new RoundRated.Types.UnitRatings
                {
                    Unit = unit.Key,
                    Ratings = ClosingRule.RatingsOf(unit, policy),
                })
        );
        return rated;
    }
}
