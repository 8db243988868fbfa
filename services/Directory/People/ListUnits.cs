using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>Lists units by title.</summary>
internal static class ListUnits
{
    public static async Task<Decision<ListUnitsResponse>> HandleAsync(ListUnitsRequest request, Query query)
    {
        var listed = await CreateUnit.Titles.ListAsync(request.PageSize, request.PageToken, query);
        return listed.Decided(out var page, out var refusal)
            ? new ListUnitsResponse { Units = { page.Entries }, NextPageToken = page.Next }
            : refusal;
    }
}
