using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>A version of the rules, or those in force.</summary>
internal static class GetPolicyProfile
{
    public static async Task<Decision<PolicyProfile>> HandleAsync(GetPolicyProfileRequest request, Query query) =>
        await DirectoryCopy.PolicyAsync(query, request.Version) is { } profile ? profile : CommonRefusals.NotFound;
}
