using System.Globalization;
using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>
/// Lists cases by case number (those without one first), without timelines. A stage and a ledger's 重点 are derived, so
/// a filter by them scans the list until the page is full.
/// </summary>
internal static class ListCases
{
    private const int Step = 200;

    private static readonly string NextStretch = $"""
        SELECT i.case_number, i.proposal FROM intake_facts i
        WHERE i.committee = @committee AND {CaseQuery.IsCase}
          AND (@session = '' OR i.session = @session)
          AND (i.case_number > @afterNumber OR (i.case_number = @afterNumber AND i.proposal > @afterId))
          AND {CaseQuery.Asked}
        ORDER BY i.case_number, i.proposal LIMIT @Step
        """;

    public static async Task<Decision<ListCasesResponse>> HandleAsync(ListCasesRequest request, Query query)
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        if (
            !ResourceName
                .IdOrEmpty(request.Session, query.Committee, "sessions", "session")
                .Decided(out var session, out refusal)
        )
            return refusal;
        var (asked, asNumber, keyOnly) = (
            request.Query.Trim().ToLowerInvariant(),
            NumberOf(request.Query),
            request.KeyOnly ? 1 : 0
        );
        if (After(page) is not var (number, id))
            return CommonRefusals.InvalidPage.On("page_token");

        var found = new List<CaseRecord>();
        while (
            found.Count < page.Limit
            && await StepAsync(
                query,
                new
                {
                    committee = query.Committee,
                    session,
                    afterNumber = number,
                    afterId = id,
                    query = asked,
                    number = asNumber,
                    keyOnly,
                    Step,
                }
            )
                is { } last
        )
        {
            var cases = await CaseRecord.LoadAsync(
                query,
                CaseQuery.Stretch,
                new
                {
                    committee = query.Committee,
                    session,
                    afterNumber = number,
                    afterId = id,
                    lastNumber = last.CaseNumber,
                    lastId = last.Proposal,
                    query = asked,
                    number = asNumber,
                    keyOnly,
                }
            );
            found.AddRange(
                cases.Where(c =>
                    (request.Stage == Stage.Unspecified || CaseStage.Of(c) == request.Stage)
                    && (!request.KeyOnly || c.IsKey)
                )
            );
            (number, id) = (last.CaseNumber, last.Proposal);
        }

        var (rows, next) = page.Cut(
            [.. found.Take(page.Limit)],
            c => string.Create(CultureInfo.InvariantCulture, $"{c.Intake.CaseNumber}/{c.Intake.Proposal}")
        );
        var (rules, response) = (await Rules.LoadAsync(query), new ListCasesResponse { NextPageToken = next });
        var labels = await Labels.LoadAsync(query, rules.InForce);
        response.Cases.AddRange(rows.Select(c => GetCase.ToMessage(c, query, labels, rules)));
        return response;
    }

    /// <summary>The 案号 searched for; when the query is none, a number that no case has.</summary>
    private static long NumberOf(string query) =>
        long.TryParse(query.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : -1;

    private static (long Number, string Id)? After(Page page)
    {
        if (page.After.Length == 0)
            return (-1, "");
        var parts = page.After.Split('/');
        return
            parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (number, parts[1])
            : null;
    }

    /// <summary>The last case of the next stretch; null at the end.</summary>
    private static async Task<IntakeFacts?> StepAsync(IRead read, object args)
    {
        var keys = await read.ManyAsync<IntakeFacts>(NextStretch, args);
        return keys.Count == 0 ? null : keys[^1];
    }
}
