using System.Globalization;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>
/// 发布办理规则: publishes a new version for cases submitted from now on. A case keeps the version under which it was
/// submitted.
/// </summary>
internal static class PublishPolicyProfile
{
    public const string Aggregate = "policy-profile";

    public static async Task<Decision<PolicyProfile>> HandleAsync(PublishPolicyProfileRequest request, Transaction tx)
    {
        if (request.PolicyProfile is null)
            return CommonRefusals.FieldRequired.On("policy_profile");
        // What holds today is written down: a later default is none of this profile's.
        var profile = PolicyDefaults.Complete(request.PolicyProfile.Clone());
        if (PolicyRules.Refuses(profile) is { } refusal)
            return refusal;
        profile.Version = await DirectoryJournal.NextVersionAsync(tx, Aggregate);
        profile.Name = ResourceName.Of(
            tx.Committee,
            "policyProfiles",
            profile.Version.ToString(CultureInfo.InvariantCulture)
        );
        DirectoryJournal.Record(tx, Aggregate, profile.Version, new PolicyProfilePublished { PolicyProfile = profile });
        return profile;
    }
}
