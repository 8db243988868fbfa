using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 登记沟通/面商 (handbook T61): logs date, form and content of a contact. A proposer's waiver is logged too, without a
/// summary (handbook edge case 30).
/// </summary>
internal static class LogContact
{
    public static async Task<Decision<Contact>> HandleAsync(LogContactRequest request, Transaction tx)
    {
        if (RefusesRequest(request) is { } bad)
            return bad;
        if (
            !(
                await AssignmentRow.LoadOwnForAsync(tx, request.Assignment, "assignment", "", AssignmentMove.LogContact)
            ).Decided(out var assignment, out var refusal)
        )
            return refusal;
        if (await FiledProposalRow.OfAsync(tx, assignment.Proposal) is not { } proposal)
            return CommonRefusals.NotFound;
        if (await DirectoryCopy.PolicyAsync(tx, proposal.PolicyVersion) is not { } policy)
            return CommonRefusals.NotFound;
        if (RefusesDate(request.Date, policy.UtcOffsetMinutes, assignment.HandedOverAt, tx.Now) is { } no)
            return no;
        return ContactRow.Insert(tx, assignment, request.Date, request.Form, request.Summary).ToMessage(tx.Committee);
    }

    /// <summary>The error in the request itself; null when it is valid.</summary>
    internal static Refusal? RefusesRequest(LogContactRequest request) =>
        Input.First(
            Input.Day(request.Date, "date"),
            Input.Choice(request.Form, "form"),
            request.Form == ContactForm.WaivedByProposer ? null : Input.Required(request.Summary, "summary")
        );

    /// <summary>
    /// A contact is a part of the handling: not of a day before the unit got the task, and logged after it has taken
    /// place, today by the committee's local time or earlier.
    /// </summary>
    internal static Refusal? RefusesDate(
        string date,
        int utcOffsetMinutes,
        DateTimeOffset handedOverAt,
        DateTimeOffset now
    )
    {
        var (day, first) = (WorkingCalendar.ParseDay(date), Deadline.LocalDay(handedOverAt, utcOffsetMinutes));
        return day > Deadline.LocalDay(now, utcOffsetMinutes) ? AssignmentRefusals.ContactInFuture.On("date")
            : day < first
                ? AssignmentRefusals.ContactBeforeHandOver.On(
                    "date",
                    $"沟通日期不能早于交办日 {WorkingCalendar.FormatDay(first)}，请填写承办后与提案者沟通的日期。"
                )
            : (Refusal?)null;
    }
}
