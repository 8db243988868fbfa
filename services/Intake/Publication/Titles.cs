using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Intake;

/// <summary>Titles of sessions and categories, each read once for an answer.</summary>
internal sealed class Titles(IRead read)
{
    private readonly Dictionary<string, string> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<long, PolicyProfile?> _policies = [];

    /// <summary>e.g. 八届一次会议.</summary>
    public async Task<string> OfSessionAsync(string id)
    {
        if (!_sessions.TryGetValue(id, out var title))
            _sessions[id] = title = (await DirectoryCopy.PlenarySessionAsync(read, id))?.Title ?? "";
        return title;
    }

    /// <summary>
    /// The label of a code in the case's profile. A ledger's own category, which no profile has, is returned unchanged.
    /// </summary>
    public async Task<string> OfCategoryAsync(long policyVersion, string code)
    {
        if (!_policies.TryGetValue(policyVersion, out var policy))
            _policies[policyVersion] = policy = await DirectoryCopy.PolicyAsync(read, policyVersion);
        return policy?.Categories.FirstOrDefault(c => c.Code == code)?.Label ?? code;
    }
}
