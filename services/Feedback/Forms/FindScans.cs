using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>Says which of some files are scans of paper forms: those must stay in the store.</summary>
internal static class FindScans
{
    public static async Task<Decision<FindScansResponse>> HandleAsync(FindScansRequest request, Query query)
    {
        if (Input.Count(request.Sha256.Count, "sha256", FileRules.MaxAsked) is { } tooMany)
            return tooMany;

        var response = new FindScansResponse();
        foreach (var hash in request.Sha256)
        {
            if (FileRules.RefusesHash(hash, "sha256") is { } bad)
                return bad;
            if (await StatementRow.HasScanAsync(query, hash))
                response.Sha256.Add(hash);
        }

        return response;
    }
}
