using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>
/// 当面协商、专门说明 (handbook T87, edge case 36): the office records what it did about a 不满意 that stands after the
/// last round, and whether the proposers then understand. The rating is preserved.
/// </summary>
internal static class RecordConciliation
{
    public static async Task<Decision<Conciliation>> HandleAsync(RecordConciliationRequest request, Transaction tx)
    {
        if (RefusesRequest(request) is { } bad)
            return bad;
        if (!(await CaseRow.LoadAsync(tx, request.Name)).Decided(out var row, out var refusal))
            return refusal;
        if (Etag.Refuses(request.Etag, row.Version) is { } stale)
            return stale;
        var (forms, policy) = (await FormRow.OfCaseAsync(tx, row.Proposal), await row.PolicyAsync(tx));
        if (Input.First(Refuses(row, forms, policy), RefusesDay(request.Date, forms, tx.Now, policy)) is { } no)
            return no;

        return ConciliationRow.Insert(tx, row, request).ToMessage(tx.Committee);
    }

    /// <summary>The error in the request itself; null when it is valid. Nothing is preset.</summary>
    internal static Refusal? RefusesRequest(RecordConciliationRequest request) =>
        Input.First(
            Input.Choice(request.Kind, "kind"),
            Input.Day(request.Date, "date"),
            Input.Required(request.Participants, "participants"),
            Input.Required(request.Content, "content"),
            Input.Choice(request.Understanding, "understanding")
        );

    /// <summary>The reason why there is nothing to talk about; null when there is.</summary>
    internal static Refusal? Refuses(CaseRow row, IReadOnlyList<FormRow> forms, PolicyProfile policy) =>
        CaseMachine.Moves.Refuses(row.State, CaseMove.Conciliate)
        ?? (ClosingRule.Dissatisfied(forms, policy).Count > 0 ? null : (Refusal)FeedbackRefusals.NotDissatisfied);

    /// <summary>It follows the first 不满意 that stands, and has taken place.</summary>
    internal static Refusal? RefusesDay(
        string date,
        IReadOnlyList<FormRow> forms,
        DateTimeOffset now,
        PolicyProfile policy
    )
    {
        var day = WorkingCalendar.ParseDay(date);
        return
            day > Deadline.LocalDay(now, policy.UtcOffsetMinutes)
            || ClosingRule
                .Dissatisfied(forms, policy)
                .All(f => day < Deadline.LocalDay(f.SubmittedAt, policy.UtcOffsetMinutes))
            ? FeedbackRefusals.ConciliationDate.On("date")
            : null;
    }
}
