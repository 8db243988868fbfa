using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>Lists sectors by title.</summary>
internal static class ListSectors
{
    public static async Task<Decision<ListSectorsResponse>> HandleAsync(ListSectorsRequest request, Query query)
    {
        var listed = await CreateSector.Titles.ListAsync(request.PageSize, request.PageToken, query);
        return listed.Decided(out var page, out var refusal)
            ? new ListSectorsResponse { Sectors = { page.Entries }, NextPageToken = page.Next }
            : refusal;
    }
}
