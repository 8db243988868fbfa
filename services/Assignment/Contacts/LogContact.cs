using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>登记沟通/面商 (T61): when, how and what was said. A proposer who wants none is logged as such, without a summary (handbook edge case 30).</summary>
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
        if (RefusesDate(request.Date, policy.UtcOffsetMinutes, tx.Now) is { } no)
            return no;
        return ContactRow.Insert(tx, assignment, request.Date, request.Form, request.Summary).ToMessage(tx.Committee);
    }

    /// <summary>What is wrong with the request itself; null when nothing is.</summary>
    internal static Refusal? RefusesRequest(LogContactRequest request) =>
        Input.First(
            Input.Day(request.Date, "date"),
            Input.Choice(request.Form, "form"),
            request.Form == ContactForm.WaivedByProposer
                ? Input.Optional(request.Summary, "summary", 2000)
                : Input.Text(request.Summary, "summary", 2000)
        );

    /// <summary>A contact is logged when it has taken place: today, as the committee's clocks have it, or earlier.</summary>
    internal static Refusal? RefusesDate(string date, int utcOffsetMinutes, DateTimeOffset now) =>
        WorkingCalendar.ParseDay(date) > Deadline.LocalDay(now, utcOffsetMinutes)
            ? AssignmentRefusals.ContactInFuture.On("date")
            : null;
}
