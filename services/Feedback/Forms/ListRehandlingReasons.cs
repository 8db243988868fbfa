using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>
/// 重新办理的意见 (handbook T85): what the proposers found wanting, for the unit that must answer again. It gets the
/// words about its own reply, never the ratings or who wrote them (handbook 1.4).
/// </summary>
internal static class ListRehandlingReasons
{
    public static async Task<Decision<ListRehandlingReasonsResponse>> HandleAsync(
        ListRehandlingReasonsRequest request,
        Query query
    )
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        if (!(await CaseRow.LoadAsync(query, request.Case)).Decided(out var row, out refusal))
            return refusal;
        var unit = CaseRow.SeesAll(query.Caller) ? "" : query.Caller.Unit;
        var reasons = Decide(
            await FormRow.OfCaseAsync(query, row.Proposal),
            await row.PolicyAsync(query),
            row.Round,
            unit
        );
        var (rows, next) = page.Cut(
            [
                .. reasons
                    .Where(f => string.CompareOrdinal(f.Id, page.After) > 0)
                    .OrderBy(f => f.Id, StringComparer.Ordinal)
                    .Take(page.Limit),
            ],
            f => f.Id
        );
        var response = new ListRehandlingReasonsResponse { NextPageToken = next };
        response.Reasons.AddRange(
            rows.Select(f => new RehandlingReason
            {
                Unit = ResourceName.Of(query.Committee, "units", f.Unit),
                Round = f.Round,
                Text = f.Comment,
            })
        );
        return response;
    }

    /// <summary>The forms of finished rounds that made a unit answer again and say why.</summary>
    /// <param name="forms">All forms of the case.</param>
    /// <param name="policy">The profile of the case.</param>
    /// <param name="round">The round of the case; what was said in it has ordered nothing yet.</param>
    /// <param name="unit">Id of the unit that asks; empty for callers who see every unit's.</param>
    internal static IEnumerable<FormRow> Decide(
        IEnumerable<FormRow> forms,
        PolicyProfile policy,
        int round,
        string unit
    ) =>
        forms.Where(f =>
            f.Round < round
            && f.Comment.Length > 0
            && (unit.Length == 0 || f.Unit == unit)
            && ClosingRule.Reopens(f, policy)
        );
}
