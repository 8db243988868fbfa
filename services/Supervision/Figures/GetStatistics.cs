using Google.Protobuf.WellKnownTypes;
using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>
/// Returns the figures of a session, computed on each query from the facts of every case. 立案 is counted by the
/// profile in force; each case is rated by the profile that applies to it.
/// </summary>
internal static class GetStatistics
{
    public static async Task<Decision<Statistics>> HandleAsync(GetStatisticsRequest request, Query query)
    {
        if (!(await LoadAsync(query, request.Session)).Decided(out var session, out var refusal))
            return refusal;
        var labels = await Labels.LoadAsync(query, session.Policy);
        var statistics = new Statistics
        {
            Session = request.Session,
            ComputedAt = Timestamp.FromDateTimeOffset(query.Now),
            FiledConvention = Figures.ConventionText(session.Policy.FiledConvention),
        };
        statistics.Figures.AddRange(
            FigureCount
                .Compute(session.Definitions, session.Cases)
                .Select(v => new Figure
                {
                    Definition = v.Definition.Id,
                    Title = v.Definition.Title,
                    ShortTitle = v.Definition.ShortTitle,
                    Population = v.Definition.Population,
                    Group = v.Group,
                    GroupTitle = v.Definition.GroupBy switch
                    {
                        GroupBy.Nothing => "",
                        GroupBy.Category => labels.Category(v.Group),
                        GroupBy.Unit => labels.Unit(v.Group),
                        GroupBy.Examination => labels.Examination(v.Group),
                        GroupBy.SupervisionMode => Words.Of(SupervisionModes.OfCode(v.Group)),
                    },
                    Numerator = v.Numerator,
                    Denominator = v.Denominator,
                    Percent = v.Percent,
                    Rate = v.Definition.IsRate,
                })
        );
        return statistics;
    }

    /// <summary>The cases of a session as figures count them, with the definitions. Refusals: NOT_FOUND.</summary>
    internal static async Task<Decision<CountedSession>> LoadAsync(Query query, string name)
    {
        if (!ResourceName.Id(name, query.Committee, "sessions", "session").Decided(out var session, out var refusal))
            return refusal;
        var rules = await Rules.LoadAsync(query);
        if (await DirectoryCopy.PlenarySessionAsync(query, session) is null || rules.InForce is not { } policy)
            return CommonRefusals.NotFound;
        var records = await CaseRecord.LoadAsync(
            query,
            CaseQuery.OfSession,
            new { committee = query.Committee, session }
        );
        var tasks = await SupervisionTaskRow.OfSessionAsync(query, session);
        IReadOnlyList<CountedCase> cases =
        [
            .. records.Select(c =>
                CountedCase.Of(c, rules, policy.FiledConvention, query.Now) with
                {
                    Tasks = [.. tasks[c.Intake.Proposal]],
                }
            ),
        ];
        return new CountedSession(policy, rules, records, cases, Figures.All(Figures.OutcomeClasses(policy, cases)));
    }
}
