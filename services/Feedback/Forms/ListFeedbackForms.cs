using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>Lists the forms visible to the caller, newest first.</summary>
internal static class ListFeedbackForms
{
    public static async Task<Decision<ListFeedbackFormsResponse>> HandleAsync(
        ListFeedbackFormsRequest request,
        Query query
    )
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        if (
            !ResourceName
                .IdOrEmpty(request.Proposal, query.Committee, "proposals", "proposal")
                .Decided(out var proposal, out refusal)
        )
            return refusal;
        var (rows, next) = page.Cut(await FormRow.PageAsync(query, page, proposal, request.State), r => r.Id);
        var response = new ListFeedbackFormsResponse { NextPageToken = next };
        var offered = new OfferedMoves(query);
        foreach (var row in rows)
        {
            var form = row.ToMessage(query.Committee);
            form.Moves.AddRange(await offered.OfAsync(row));
            response.Forms.Add(form);
        }

        return response;
    }
}
