using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Assignments;

/// <summary>
/// 登记沟通/面商 (handbook T61): logs date, form, stage, participants and content of a contact, and what the proposer
/// thinks. A proposer's waiver is logged too, without a summary (handbook edge case 30).
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
        var delivered =
            assignment.State == AssignmentState.Replied
                ? Deadline.LocalDay(assignment.CompletedAt, policy.UtcOffsetMinutes)
                : (DateOnly?)null;
        if (
            (
                MissingOf(request, policy, assignment.Role.Answers())
                ?? RefusesStage(request.Stage, request.Date, delivered)
            ) is
            { } wrong
        )
            return wrong;

        return ContactRow.Insert(tx, assignment, request).ToMessage(tx.Committee);
    }

    /// <summary>The error in the request itself; null when it is valid.</summary>
    internal static Refusal? RefusesRequest(LogContactRequest request) =>
        Input.First(
            Input.Day(request.Date, "date"),
            Input.Choice(request.Form, "form"),
            request.Stage == ContactStage.Unspecified ? null : Input.Choice(request.Stage, "stage"),
            request.Form == ContactForm.WaivedByProposer ? null : Input.Required(request.Summary, "summary")
        );

    /// <summary>
    /// What the profile wants to know of a contact and the request does not say; null when nothing. A unit that answers
    /// says the stage too where the reply needs an early contact.
    /// </summary>
    internal static Refusal? MissingOf(LogContactRequest request, PolicyProfile policy, bool answers) =>
        request.Form == ContactForm.WaivedByProposer ? null
        : policy.ContactDetailsRequired
            ? Input.First(
                Input.Choice(request.Stage, "stage"),
                Input.Required(request.Participants, "participants"),
                Input.Required(request.ProposerView, "proposer_view")
            )
        : policy.EarlyContactRequired && answers ? Input.Choice(request.Stage, "stage")
        : null;

    /// <summary>
    /// The stage that does not fit; null when it does. After the reply is after its delivery, whose local day is
    /// <paramref name="delivered"/>; null while the case is worked on, also again after the reply was sent back.
    /// </summary>
    internal static Refusal? RefusesStage(ContactStage stage, string date, DateOnly? delivered) =>
        (stage == ContactStage.After) != (delivered is not null) ? AssignmentRefusals.ContactStageConflict.On("stage")
        : delivered is { } day && WorkingCalendar.ParseDay(date) < day
            ? AssignmentRefusals.ContactStageConflict.On(
                "date",
                $"答复已于 {WorkingCalendar.FormatDay(day)} 送达，办后沟通的日期不能早于送达日。"
            )
        : null;

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
