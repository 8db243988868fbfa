using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>
/// Lists committees by code, for users who have not signed in yet. It is the only query that asks every shard; the page
/// is the first rows of all their answers.
/// </summary>
internal static class ListPublicCommittees
{
    public static async Task<ListPublicCommitteesResponse> HandleAsync(
        ListPublicCommitteesRequest request,
        ServerCallContext context,
        Shards shards
    )
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            throw RefusalStatus.ToException(refusal);
        var firsts = await Task.WhenAll(
            shards.All.Select(shard =>
                shard.PublicQueryAsync(request, context, "", (_, query) => FirstAsync(page, query))
            )
        );
        var (shown, next) = page.Cut(
            [.. firsts.SelectMany(f => f.Committees).OrderBy(c => c.Code, StringComparer.Ordinal)],
            c => c.Code
        );
        var response = new ListPublicCommitteesResponse { NextPageToken = next };
        response.Committees.AddRange(shown);
        return response;
    }

    private static async Task<Decision<ListPublicCommitteesResponse>> FirstAsync(Page page, Query query)
    {
        var rows = await query.ManyAsync<Row>(
            "SELECT committee AS id, code, title, level FROM committees WHERE code > @After ORDER BY code LIMIT @Limit",
            new { page.After, page.Limit }
        );
        var response = new ListPublicCommitteesResponse();
        response.Committees.AddRange(
            rows.Select(r => new Committee
            {
                Name = $"committees/{r.Id}",
                Code = r.Code,
                Title = r.Title,
                Level = r.Level,
            })
        );
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
