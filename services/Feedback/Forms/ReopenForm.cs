using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>
/// 重新开放 (handbook T91): the proposals office gives a proposer whose form lapsed the whole period again. Until the
/// proposer fills it in, 未表态 stays 未表态. A case that waited for the office waits for the proposer again.
/// </summary>
internal static class ReopenForm
{
    public static async Task<Decision<FeedbackForm>> HandleAsync(ReopenFormRequest request, Transaction tx)
    {
        if (Input.Required(request.Reason, "reason") is { } bad)
            return bad;
        if (!(await FormRow.LoadAsync(tx, request.Name)).Decided(out var form, out var refusal))
            return refusal;
        if (Etag.Refuses(request.Etag, form.Version) is { } stale)
            return stale;
        var row = await CaseRow.OfAsync(tx, form.Proposal);
        if (Refuses(form, row) is { } no)
            return no;
        if (await DirectoryCopy.CalendarAsync(tx) is not { } published)
            return CommonRefusals.NotFound;

        var (policy, calendar) = (await row.PolicyAsync(tx), new WorkingCalendar(published));
        var counted = IssueForms.Count(tx.Now, policy, calendar);
        var reopened = form.Reopen(tx, counted, calendar.Version, policy.UtcOffsetMinutes, request.Reason);
        if (row.State == CaseState.AwaitingClosure)
            row.Save(
                tx,
                CaseMove.Reopen,
                new CaseMoved
                {
                    Proposal = row.Proposal,
                    State = CaseMachine.Moves.After(row.State, CaseMove.Reopen),
                    Round = row.Round,
                }
            );
        return reopened.ToMessage(tx.Committee);
    }

    /// <summary>The reason why it cannot be reopened; null when it can.</summary>
    internal static Refusal? Refuses(FormRow form, CaseRow row) =>
        FormMachine.Moves.Refuses(form.State, FormMove.Reopen)
        ?? (
            row.State == CaseState.Closed ? (Refusal)FeedbackRefusals.CaseClosed
            : form.Round < row.Round
                ? FeedbackRefusals.RoundOver.Because(
                    $"该表属第 {form.Round} 轮办理，本案已进入第 {row.Round} 轮；请待本轮答复后填写新的征询意见表。"
                )
            : null
        );
}
