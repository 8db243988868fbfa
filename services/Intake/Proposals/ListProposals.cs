using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>Lists the proposals visible to the caller, newest first, with their subject only.</summary>
internal static class ListProposals
{
    public static async Task<Decision<ListProposalsResponse>> HandleAsync(ListProposalsRequest request, Query query)
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        if (!Search.Of(request.Query).Decided(out var search, out refusal))
            return refusal;
        if (
            !ResourceName
                .IdOrEmpty(request.Session, query.Committee, "sessions", "session")
                .Decided(out var session, out refusal)
        )
            return refusal;
        var (rows, next) = page.Cut(
            await ProposalRow.PageAsync(query, page, session, request.State, request.Own, search),
            r => r.Id
        );
        var response = new ListProposalsResponse { NextPageToken = next };
        response.Proposals.AddRange(rows.Select(r => r.ToHeading(query, [])));
        return response;
    }
}
