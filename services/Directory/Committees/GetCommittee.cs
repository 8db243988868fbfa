using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>Returns the caller's committee.</summary>
internal static class GetCommittee
{
    public static async Task<Decision<Committee>> HandleAsync(GetCommitteeRequest request, Query query)
    {
        var row = await query.OneAsync<Row>(
            "SELECT code, title, level FROM committees WHERE committee = @committee",
            new { committee = query.Committee }
        );
        return row is null
            ? CommonRefusals.NotFound
            : new Committee
            {
                Name = $"committees/{query.Committee}",
                Code = row.Code,
                Title = row.Title,
                Level = row.Level,
            };
    }

    private sealed record Row
    {
        public string Code { get; init; } = "";
        public string Title { get; init; } = "";
        public CommitteeLevel Level { get; init; }
    }
}
