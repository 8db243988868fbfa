using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>Lists sessions, newest first.</summary>
internal static class ListPlenarySessions
{
    public static async Task<Decision<ListPlenarySessionsResponse>> HandleAsync(
        ListPlenarySessionsRequest request,
        Query query
    )
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        // The key holds 届 and 次 as one number: at most 99 of each.
        var (rows, next) = page.Cut(
            await query.ManyAsync<PlenarySessionRow>(
                """
                SELECT id, term, number, opens_at, cut_off_at, closes_at FROM plenary_sessions
                WHERE committee = @committee AND (@AfterNumber = 0 OR term * 100 + number < @AfterNumber)
                ORDER BY term DESC, number DESC LIMIT @Limit
                """,
                new
                {
                    committee = query.Committee,
                    page.AfterNumber,
                    page.Limit,
                }
            ),
            r => $"{r.Term * 100 + r.Number}"
        );
        var response = new ListPlenarySessionsResponse { NextPageToken = next };
        response.Sessions.AddRange(rows.Select(r => OpenPlenarySession.ToMessage(query.Committee, r)));
        return response;
    }
}
