using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>Lists the 当面协商 and 专门说明 of a case that the caller sees, oldest first.</summary>
internal static class ListConciliations
{
    // Whole texts: this number of them fits into the 4 MB that a client accepts by default.
    private const int MaxRows = 100;

    public static async Task<Decision<ListConciliationsResponse>> HandleAsync(
        ListConciliationsRequest request,
        Query query
    )
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        if (!(await CaseRow.LoadAsync(query, request.Case)).Decided(out var row, out refusal))
            return refusal;
        page = page with { Size = Math.Min(page.Size, MaxRows) };
        var (rows, next) = page.Cut(await ConciliationRow.PageAsync(query, page, row.Proposal), r => r.Id);
        var response = new ListConciliationsResponse { NextPageToken = next };
        response.Conciliations.AddRange(rows.Select(r => r.ToMessage(query.Committee)));
        return response;
    }
}
