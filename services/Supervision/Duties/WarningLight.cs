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
        var light =
            left <= policy.RedWorkingDays ? Light.Red
            : left <= policy.YellowWorkingDays ? Light.Yellow
            : Light.Green;
        return new WarningLight(light, $"{Words.Of(light)}：剩余 {left} 个工作日{provisional}", left);
    }
}
