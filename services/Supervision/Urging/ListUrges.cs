using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>Urges, newest first; a unit sees its own.</summary>
internal static class ListUrges
{
    public static async Task<Decision<ListUrgesResponse>> HandleAsync(ListUrgesRequest request, Query query)
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        var proposal = "";
        if (
            request.Proposal.Length > 0
            && !ResourceName
                .Id(request.Proposal, query.Committee, "proposals", "proposal")
                .Decided(out proposal, out refusal)
        )
            return refusal;
        var response = new ListUrgesResponse();
        var isWatcher = query.Caller.Is(SupervisionRpc.Watchers);
        // An empty unit would mean all units: an account that acts for none has none to see.
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
