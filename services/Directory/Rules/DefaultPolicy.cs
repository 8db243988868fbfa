using Proposals.Channels;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>
/// The profile that a new committee starts with: common values of the handbook (sections 2.5, 4 and 5). The committee
/// may change every one of them.
/// </summary>
internal static class DefaultPolicy
{
    public static PolicyProfile Create() =>
        new()
        {
            Title = "默认办理规则",
            Acknowledge = Days(PeriodUnit.WorkingDay, 3),
            ReturnWindow = Days(PeriodUnit.WorkingDay, 7),
            CoHandlingOpinion = Days(PeriodUnit.Month, 1),
            Reply = { Days(PeriodUnit.Month, 3) },
            Feedback = Days(PeriodUnit.WorkingDay, 15),
            Rehandling = Days(PeriodUnit.Month, 1),
            CapMonths = 6,
            MaxExtensions = 1,
            RestartClockOnReassign = true,
            MaxReturns = 2,
            ContactRequired = true,
            OpinionsRequired = false,
            CoSignHoursInSession = 3,
            CoSignHoursInterSession = 24,
            ResubmissionKeepsKind = false,
            FiledConvention = FiledConvention.Inclusive,
            RatingRule = RatingRule.Worst,
            RehandlingTrigger = RehandlingTrigger.AnyDimension,
            MostlySatisfiedReopens = false,
            MaxRounds = 2,
            CloseWithoutStatement = true,
            YellowWorkingDays = 15,
            RedWorkingDays = 5,
            AcknowledgeYellowWorkingDays = PolicyDefaults.AcknowledgeYellowWorkingDays,
            SubjectMaxCharacters = 50,
            SectionMaxCharacters = 3000,
            MaxSuggestions = 20,
            UtcOffsetMinutes = ChinaTime.OffsetMinutes,
            // The ten national reasons (handbook 2.3).
            RejectionReasons =
            {
                Entry("secret", "涉及党和国家秘密"),
                Entry("forbidden", "国家明令禁止"),
                Entry("party-internal", "中共党员对党内有关组织、人事安排等方面有意见"),
                Entry("own-organisation", "民主党派成员反映本组织内部问题"),
                Entry("litigation", "进入民事、刑事、行政诉讼及仲裁程序"),
                Entry("academic", "属于学术研讨"),
                Entry("personal", "为本人或亲属解决个人问题"),
                Entry("promotion", "宣传、推介具体作品、产品"),
                Entry("denunciation", "指名举报"),
                Entry("empty", "内容空泛、没有具体建议"),
                Entry("other", "其他（需说明）"),
            },
            OutcomeClasses =
            {
                Entry("A", "已解决或采纳"),
                Promising("B", "列入计划拟解决"),
                Promising("C", "留作参考"),
            },
            CommitmentSettler = CommitmentSettler.Office,
            Categories =
            {
                Entry("economy", "经济"),
                Entry("politics", "政治"),
                Entry("culture", "文化"),
                Entry("society", "社会"),
                Entry("ecology", "生态"),
            },
            ExaminationOutcomes = { ExaminationOutcomes.Default.Select(o => o.Clone()) },
        };

    private static DeadlineRule Days(PeriodUnit unit, int amount) =>
        new()
        {
            Unit = unit,
            Amount = amount,
            RollToWorkingDay = unit == PeriodUnit.Month,
        };

    // A reply of such a class names commitments (handbook T101).
    private static DictionaryEntry Promising(string code, string label) =>
        new()
        {
            Code = code,
            Label = label,
            Promises = true,
        };

    private static DictionaryEntry Entry(string code, string label) => new() { Code = code, Label = label };
}
