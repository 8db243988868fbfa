using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>A light with its labels; a colour is never shown alone (handbook 4.6).</summary>
/// <param name="Light">The light.</param>
/// <param name="Text">Its labels, in Chinese.</param>
/// <param name="WorkingDaysLeft">Working days left; negative when overdue.</param>
internal readonly record struct WarningLight(Light Light, string Text, int WorkingDaysLeft)
{
    /// <summary>
    /// The light of an open duty by the profile's thresholds. Overdue from the first instant after the last day. None
    /// while the profile is not known here.
    /// </summary>
    public static WarningLight Of(UnitDuty duty, DateTimeOffset now, PolicyProfile? policy, WorkingCalendar calendar)
    {
        if (!duty.IsOpen || policy is null || duty.DueDate.Length == 0)
            return new WarningLight(Light.Unspecified, "", 0);
        var (today, due) = (Deadline.LocalDay(now, policy.UtcOffsetMinutes), WorkingCalendar.ParseDay(duty.DueDate));
        var left = calendar.WorkingDaysLeft(today, due);
        var (from, to) = today <= due ? (today, due) : (due, today);
        var provisional =
            duty.Provisional || Enumerable.Range(from.Year, to.Year - from.Year + 1).Any(y => !calendar.Knows(y))
                ? "（暂定：有年份的放假安排尚未录入）"
                : "";
        if (now >= duty.TooLateAt)
            return new WarningLight(
                Light.Red,
                Words.Of(Light.Red)
                    + (left == 0 ? "：已逾期，不足 1 个工作日" : $"：已逾期 {-left} 个工作日")
                    + provisional,
                left
            );
        var (red, yellow) = Thresholds(duty.Kind, policy);
        var light =
            left <= red ? Light.Red
            : left <= yellow ? Light.Yellow
            : Light.Green;
        return new WarningLight(light, $"{Words.Of(light)}：{Left(today, due, left)}{provisional}", left);
    }

    /// <summary>
    /// Working days left at or below which the light is red and yellow. To acknowledge takes days where a reply takes
    /// months, so it has thresholds of its own.
    /// </summary>
    private static (int Red, int Yellow) Thresholds(DutyKind kind, PolicyProfile policy) =>
        kind == DutyKind.Acknowledge
            ? (policy.AcknowledgeRedWorkingDays, policy.AcknowledgeYellowWorkingDays)
            : (policy.RedWorkingDays, policy.YellowWorkingDays);

    private static string Left(DateOnly today, DateOnly due, int left) =>
        today == due ? "今天到期"
        : left == 0 ? "还有不足 1 个工作日"
        : $"还有 {left} 个工作日";
}
