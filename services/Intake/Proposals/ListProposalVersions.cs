using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// Lists the versions of a text that were submitted, oldest first. The lead also reads what was never submitted; who
/// may not read the proposal in full reads none.
/// </summary>
internal static class ListProposalVersions
{
    public static async Task<Decision<ListProposalVersionsResponse>> HandleAsync(
        ListProposalVersionsRequest request,
        Query query
    )
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        if (!(await ProposalRow.LoadAsync(query, request.Name)).Decided(out var proposal, out refusal))
            return refusal;
        if (!await Readers.ReadsInFullAsync(query, proposal))
            return new ListProposalVersionsResponse();
        var (rows, next) = page.Cut(
            await ProposalTextRow.PageAsync(query, page, proposal.Id, drafts: proposal.IsLedBy(query.Caller)),
            r => $"{r.Version}"
        );
        var response = new ListProposalVersionsResponse { NextPageToken = next };
        response.Versions.AddRange(rows.Select(r => r.ToMessage()));
        return response;
    }
}
