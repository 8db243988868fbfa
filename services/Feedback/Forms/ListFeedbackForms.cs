using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>Forms the caller may know of, newest first.</summary>
internal static class ListFeedbackForms
{
    public static async Task<Decision<ListFeedbackFormsResponse>> HandleAsync(
        ListFeedbackFormsRequest request,
        Query query
    )
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
        var (rows, next) = page.Cut(await FormRow.PageAsync(query, page, proposal, request.State), r => r.Id);
        var response = new ListFeedbackFormsResponse { NextPageToken = next };
        response.Forms.AddRange(rows.Select(r => r.ToMessage(query.Committee)));
        return response;
    }
}
