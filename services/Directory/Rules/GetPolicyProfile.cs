using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>Returns a version of the rules, or the one in force.</summary>
internal static class GetPolicyProfile
{
    public static async Task<Decision<PolicyProfile>> HandleAsync(GetPolicyProfileRequest request, Query query) =>
        await DirectoryCopy.PolicyAsync(query, request.Version) is { } profile ? profile : CommonRefusals.NotFound;
}
