using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>Says by which sessions and categories the list of published proposals can be narrowed.</summary>
internal static class GetPublishedFilters
{
    public static async Task<Decision<PublishedFilters>> HandleAsync(GetPublishedFiltersRequest request, Query query)
    {
        var (filters, titles) = (new PublishedFilters(), new Titles(query));
        foreach (var row in await PublishedRow.OfEachSessionAsync(query))
            filters.Sessions.Add(
                new PublishedFilter
                {
                    Value = ResourceName.Of(query.Committee, "sessions", row.Session),
                    Title = await titles.OfSessionAsync(row.Session),
                }
            );
        foreach (var row in await PublishedRow.OfEachCategoryAsync(query))
            filters.Categories.Add(
                new PublishedFilter
                {
                    Value = row.Category,
                    Title = await titles.OfCategoryAsync(row.PolicyVersion, row.Category),
                }
            );
        return filters;
    }
}
