using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>Lists urges, newest first; a unit sees its own.</summary>
internal static class ListUrges
{
    public static async Task<Decision<ListUrgesResponse>> HandleAsync(ListUrgesRequest request, Query query)
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        if (
            !ResourceName
                .IdOrEmpty(request.Proposal, query.Committee, "proposals", "proposal")
                .Decided(out var proposal, out refusal)
        )
            return refusal;
        var response = new ListUrgesResponse();
        var isWatcher = query.Caller.Is(SupervisionRpc.Watchers);
        // An empty unit would mean all units, so an account that acts for no unit sees nothing.
        if (!isWatcher && query.Caller.Unit.Length == 0)
            return response;
        var (rows, next) = page.Cut(
            await UrgeRow.PageAsync(query, page, proposal, isWatcher ? "" : query.Caller.Unit),
            r => r.Id
        );
        response.NextPageToken = next;
        response.Urges.AddRange(rows.Select(r => r.ToMessage(query.Committee)));
        return response;
    }
}
