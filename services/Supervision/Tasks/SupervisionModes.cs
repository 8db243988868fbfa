using System.Reflection;
using Google.Protobuf.Reflection;
using Proposals.Assignments.V1;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>What the modes of supervision ask of a task (handbook 7.1).</summary>
internal static class SupervisionModes
{
    private static readonly ContactStage[] Stages = [ContactStage.Before, ContactStage.During, ContactStage.After];

    private static readonly Dictionary<SupervisionMode, string> Codes = Enum.GetValues<SupervisionMode>()
        .ToDictionary(
            m => m,
            m =>
                typeof(SupervisionMode).GetField(m.ToString())!.GetCustomAttribute<OriginalNameAttribute>()!.Name[
                    "SUPERVISION_MODE_".Length..
                ]
        );

    /// <summary>The code of a mode in a figure's group, which the handbook gives too: MEMBER_VISIT.</summary>
    public static string CodeOf(SupervisionMode mode) => Codes[mode];

    /// <summary>The mode of a code; unspecified when there is none.</summary>
    public static SupervisionMode OfCode(string code) => Codes.FirstOrDefault(c => c.Value == code).Key;

    /// <summary>True when its output is ratings or votes of those who take part.</summary>
    public static bool Rates(this SupervisionMode mode) =>
        mode is SupervisionMode.InspectionRating or SupervisionMode.StandingCommitteeReview;

    /// <summary>三见面: a record says before, during or after the handling, and each is needed.</summary>
    public static bool HasStages(this SupervisionMode mode) => mode == SupervisionMode.ThreeMeetings;

    /// <summary>What is missing before the summary of a task, in Chinese; empty when nothing is.</summary>
    public static string MissingOf(SupervisionMode mode, IReadOnlyCollection<SupervisionRecordRow> records)
    {
        if (records.Count == 0)
            return "还没有督办记录";
        if (mode.Rates() && records.All(r => r.Ratings == 0))
            return "还没有登记现场评价";
        var missing = mode.HasStages() ? Stages.Where(s => records.All(r => r.Stage != s)).ToList() : [];
        return missing.Count > 0
            ? $"还缺{string.Join("、", missing.Select(s => BuildingBlocks.Words.Of(s)))}见面的记录"
            : "";
    }
}
