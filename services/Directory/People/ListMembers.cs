using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>Lists proposers in the order they were added.</summary>
internal static class ListMembers
{
    public static async Task<Decision<ListMembersResponse>> HandleAsync(ListMembersRequest request, Query query)
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        var (rows, next) = page.Cut(
            await query.ManyAsync<Row>(
                """
                SELECT m.id, m.kind, m.sector, p.display_name
                FROM members m JOIN people p ON p.committee = m.committee AND p.member = m.id
                WHERE m.committee = @committee AND m.id > @After ORDER BY m.id LIMIT @Limit
                """,
                new
                {
                    committee = query.Committee,
                    page.After,
                    page.Limit,
                }
            ),
            r => r.Id
        );
        var response = new ListMembersResponse { NextPageToken = next };
        response.Members.AddRange(
            rows.Select(r =>
                CreateMember.ToMessage(
                    query.Committee,
                    new MemberRow
                    {
                        Id = r.Id,
                        Kind = r.Kind,
                        Sector = r.Sector,
                    },
                    r.DisplayName
                )
            )
        );
        return response;
    }

    private sealed record Row
    {
        public string Id { get; init; } = "";
        public ProposerKind Kind { get; init; }
        public string Sector { get; init; } = "";
        public string DisplayName { get; init; } = "";
    }
}
