using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>Lists the versions of the replies to a case visible to the caller, oldest first.</summary>
internal static class ListReplies
{
    public static async Task<Decision<ListRepliesResponse>> HandleAsync(ListRepliesRequest request, Query query)
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        if (!(await FiledProposalRow.LoadAsync(query, request.Proposal)).Decided(out var proposal, out refusal))
            return refusal;
        page = page with { Size = Math.Min(page.Size, ReplyRow.MaxRows) };
        var found = await ReplyRow.PageAsync(query, page, proposal.Id);
        page = page with { Size = ReplyRow.Fitting(page.Size, found.Select(r => r.Text.Length + r.Answers.Length)) };
        var (rows, next) = page.Cut(found, r => r.Id);
        var response = new ListRepliesResponse { NextPageToken = next };
        var handles = await ReplyRow.HandlesAsync(query, proposal.Id);
        response.Replies.AddRange(rows.Select(r => r.SeenBy(query.Caller, handles).ToMessage(query.Committee)));
        return response;
    }
}
