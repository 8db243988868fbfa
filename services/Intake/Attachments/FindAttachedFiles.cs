using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>Says which of some files are attached to a proposal, or were: those must stay in the store.</summary>
internal static class FindAttachedFiles
{
    public static async Task<Decision<FindAttachedFilesResponse>> HandleAsync(
        FindAttachedFilesRequest request,
        Query query
    )
    {
        if (Input.Count(request.Sha256.Count, "sha256", FileRules.MaxAsked) is { } tooMany)
            return tooMany;

        var response = new FindAttachedFilesResponse();
        foreach (var hash in request.Sha256)
        {
            if (FileRules.RefusesHash(hash, "sha256") is { } bad)
                return bad;
            if (await AttachmentRow.IsNeededAsync(query, hash))
                response.Sha256.Add(hash);
        }

        return response;
    }
}
