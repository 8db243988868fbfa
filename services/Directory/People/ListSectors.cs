using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>Lists sectors by title.</summary>
internal static class ListSectors
{
    public static async Task<Decision<ListSectorsResponse>> HandleAsync(ListSectorsRequest request, Query query)
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        var (rows, next) = page.Cut(
            await query.ManyAsync<(string Id, string Title)>(
                """
                SELECT id, title
                FROM sectors
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
        var response = new ListSectorsResponse { NextPageToken = next };
        response.Sectors.AddRange(
            rows.Select(r => new Sector { Name = ResourceName.Of(query.Committee, "sectors", r.Id), Title = r.Title })
        );
        return response;
    }
}
