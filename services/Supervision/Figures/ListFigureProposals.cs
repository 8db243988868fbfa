using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>
/// Lists the proposals behind the numerator or denominator of a figure. The predicates that counted them find them, so
/// their number equals the figure. A figure of lights lists the most urgent case first, by a due date: lights change
/// between two pages, due dates hardly do.
/// </summary>
internal static class ListFigureProposals
{
    public static async Task<Decision<ListFigureProposalsResponse>> HandleAsync(
        ListFigureProposalsRequest request,
        Query query
    )
    {
        if (Input.Text(request.Definition, "definition", 64) is { } bad)
            return bad;
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        if (!(await GetStatistics.LoadAsync(query, request.Session)).Decided(out var session, out refusal))
            return refusal;
        if (session.Definitions.FirstOrDefault(d => d.Id == request.Definition) is not { } definition)
            return CommonRefusals.FieldInvalid.On("definition", "没有这个指标，请从统计结果中选择。");
        if (definition.GroupBy == GroupBy.Nothing != (request.Group.Length == 0))
            return CommonRefusals.FieldInvalid.On("group", "分组指标须指明分组，不分组的指标不得指明。");

        var records = session.Records.ToDictionary(c => c.Intake.Proposal, StringComparer.Ordinal);
        // A figure of 件次 has a case as often as it counts it.
        var behind = FigureCount
            .Behind(definition, request.Group, request.Part, session.Cases)
            .GroupBy(c => c.Proposal, StringComparer.Ordinal)
            .SelectMany(same => same.Select((c, i) => (Id: c.Proposal, Key: $"{First(c)}{c.Proposal}/{i:D4}")))
            .OrderBy(c => c.Key, StringComparer.Ordinal)
            .ToList();
        var (rows, next) = page.Cut(
            [.. behind.Where(c => string.CompareOrdinal(c.Key, page.After) > 0).Take(page.Limit)],
            c => c.Key
        );
        var response = new ListFigureProposalsResponse { Total = behind.Count, NextPageToken = next };
        if (rows.Count == 0)
            return response;
        var labels = await Labels.LoadAsync(query, session.Policy);
        response.Cases.AddRange(rows.Select(c => GetCase.ToMessage(records[c.Id], query, labels, session.Rules)));
        response.Proposals.AddRange(rows.Select(c => ResourceName.Of(query.Committee, "proposals", c.Id)));
        return response;

        string First(CountedCase c) => definition.ByDueDate ? EarliestDue(records[c.Proposal]) + "/" : "";
    }

    private static string EarliestDue(CaseRecord record) =>
        UnitDuty.Of(record).Where(d => d is { IsOpen: true, DueDate.Length: > 0 }).Min(d => d.DueDate) ?? "9999-99-99";
}
