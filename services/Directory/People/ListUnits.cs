using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>Lists units by title.</summary>
internal static class ListUnits
{
    public static async Task<Decision<ListUnitsResponse>> HandleAsync(ListUnitsRequest request, Query query)
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        var (rows, next) = page.Cut(
            await query.ManyAsync<(string Id, string Title)>(
                """
                SELECT id, title
                FROM units
                WHERE committee = @committee AND title > @After
                ORDER BY title LIMIT @Limit
                """,
                new
                {
                    committee = query.Committee,
                    page.After,
                    page.Limit,
                }
            ),
            r => r.Title
        );
        var response = new ListUnitsResponse { NextPageToken = next };
        response.Units.AddRange(
            rows.Select(r => new Unit { Name = ResourceName.Of(query.Committee, "units", r.Id), Title = r.Title })
        );
        return response;
    }
}
