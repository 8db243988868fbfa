namespace Proposals.Directory.V1;

/// <summary>
/// What holds where a policy profile says nothing: it was published before the field existed. A case keeps its profile
/// for ever. No field that is completed here can be published as 0 or empty.
/// </summary>
public static class PolicyDefaults
{
    /// <summary>Working days left at which the light of 签收 is yellow.</summary>
    public const int AcknowledgeYellowWorkingDays = 1;

    /// <summary>Reads a profile as it is stored, and completes it.</summary>
    public static PolicyProfile Read(byte[] body) => Complete(PolicyProfile.Parser.ParseFrom(body));

    /// <summary>Says in the profile what holds where it said nothing, and returns it.</summary>
    public static PolicyProfile Complete(PolicyProfile profile)
    {
        if (profile.AcknowledgeYellowWorkingDays == 0)
            profile.AcknowledgeYellowWorkingDays = AcknowledgeYellowWorkingDays;
        if (profile.ExaminationOutcomes.Count == 0)
            profile.ExaminationOutcomes.Add(ExaminationOutcomes.Default.Select(o => o.Clone()));
        return profile;
    }
}
