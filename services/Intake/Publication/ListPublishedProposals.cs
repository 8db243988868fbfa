using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>公开的提案: lists published proposals, newest first, with their subject only.</summary>
internal static class ListPublishedProposals
{
    public static async Task<Decision<ListPublishedProposalsResponse>> HandleAsync(
        ListPublishedProposalsRequest request,
        Query query
    )
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        if (!page.AfterInstant().Decided(out var after, out refusal))
            return refusal;
        if (!Search.Of(request.Query).Decided(out var search, out refusal))
            return refusal;
        if (Input.Optional(request.Category, "category", 100) is { } bad)
            return bad;
        if (
            !ResourceName
                .IdOrEmpty(request.Session, query.Committee, "sessions", "session")
                .Decided(out var session, out refusal)
        )
            return refusal;
        var (found, lookedTo) = await PublishedRow.PageAsync(query, page, after, session, request.Category, search);
        var (rows, next) = page.Cut(found, r => Page.KeyOf(r.FiledAt, r.Id), lookedTo);
        var response = new ListPublishedProposalsResponse { NextPageToken = next };
        var titles = new Titles(query);
        foreach (var row in rows)
            response.Proposals.Add(
                await row.ToMessageAsync(titles, query.Committee, new ProposalText { Subject = row.Subject })
            );
        return response;
    }
}
