using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>Committees by code, for who has not signed in yet.</summary>
internal static class ListPublicCommittees
{
    public static async Task<Decision<ListPublicCommitteesResponse>> HandleAsync(ListPublicCommitteesRequest request, Query query)
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal)) return refusal;
        var (rows, next) = page.Cut(await query.ManyAsync<Row>("SELECT committee AS id, code, title, level FROM committees WHERE code > @After ORDER BY code LIMIT @Limit", new { page.After, page.Limit }), r => r.Code);
        var response = new ListPublicCommitteesResponse { NextPageToken = next };
        response.Committees.AddRange(rows.Select(r => new Committee { Name = $"committees/{r.Id}", Code = r.Code, Title = r.Title, Level = r.Level }));
        return response;
    }

    private sealed record Row
    {
        public string Id { get; init; } = "";
        public string Code { get; init; } = "";
        public string Title { get; init; } = "";
        public CommitteeLevel Level { get; init; }
    }
}
