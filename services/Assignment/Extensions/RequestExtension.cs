using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 申请延期 (handbook T65): requests a later due date within the cap of the round. It must come before the due date,
/// one request at a time and as often as the profile allows.
/// </summary>
internal static class RequestExtension
{
    public static async Task<Decision<ExtensionRequest>> HandleAsync(RequestExtensionRequest request, Transaction tx)
    {
        if ((Input.Required(request.Reason, "reason") ?? Input.Day(request.Until, "until")) is { } bad)
            return bad;
        if (
            !(
                await AssignmentRow.LoadOwnForAsync(
                    tx,
                    request.Assignment,
                    "assignment",
                    "",
                    AssignmentMove.RequestExtension
                )
            ).Decided(out var assignment, out var refusal)
        )
            return refusal;
        if (
            await FiledProposalRow.OfAsync(tx, assignment.Proposal) is not { } proposal
            || await DueDates.LoadAsync(tx, proposal) is not { } clock
        )
            return CommonRefusals.NotFound;
        var earlier = await ExtensionRequestRow.StatesAsync(tx, assignment.Id);
        if (
            Refuses(
                assignment,
                request.Until,
                earlier,
                clock.Policy.MaxExtensions,
                clock.Cap(
                    await assignment.LedgerAsync(tx, Duty.Answer),
                    await assignment.RoundBeganAsync(tx, proposal)
                ),
                clock.LongestExtension(assignment.Due.Day),
                tx.Now
            ) is
            { } no
        )
            return no;
        return ExtensionRequestRow.Insert(tx, assignment, request.Reason, request.Until).ToMessage(tx.Committee);
    }

    /// <summary>
    /// The reason why the extension cannot be requested; null when it can (handbook edge cases 22, 23).
    /// </summary>
    /// <param name="assignment">The assignment, in a state that allows it.</param>
    /// <param name="until">The new last day, YYYY-MM-DD.</param>
    /// <param name="earlier">States of its earlier requests.</param>
    /// <param name="maxExtensions">Number of extensions that may be granted.</param>
    /// <param name="cap">Last day that any extension may reach.</param>
    /// <param name="longest">Last day that one extension may reach.</param>
    /// <param name="now">Server time.</param>
    internal static Refusal? Refuses(
        AssignmentRow assignment,
        string until,
        IReadOnlyList<ExtensionRequestState> earlier,
        int maxExtensions,
        DateOnly cap,
        DateOnly longest,
        DateTimeOffset now
    ) =>
        now >= assignment.Due.TooLateAt ? AssignmentRefusals.Overdue
        : earlier.Contains(ExtensionRequestState.Pending) ? AssignmentRefusals.ExtensionPending
        : earlier.Count(s => s == ExtensionRequestState.Granted) >= maxExtensions ? AssignmentRefusals.TooManyExtensions
        : WorkingCalendar.ParseDay(until) <= assignment.Due.Day
            ? AssignmentRefusals.NotLater.On("until", $"延期后的日期须晚于现有期限 {assignment.Due.Text}。")
        : RefusesBeyond(until, cap, longest);

    /// <summary>The reason why it cannot reach that day; null when it can.</summary>
    internal static Refusal? RefusesBeyond(string until, DateOnly cap, DateOnly longest) =>
        longest < cap && WorkingCalendar.ParseDay(until) > longest
            ? AssignmentRefusals.ExtensionTooLong.On(
                "until",
                $"一次延期最晚至 {WorkingCalendar.FormatDay(longest)}，请选择不晚于此的日期。"
            )
        : WorkingCalendar.ParseDay(until) > cap
            ? AssignmentRefusals.BeyondCap.On(
                "until",
                $"办理总时限至 {WorkingCalendar.FormatDay(cap)} 止，请选择不晚于此的日期。"
            )
        : null;
}
