using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>
/// 反馈 (handbook T81): submits both ratings, in time and by the proposer itself. The last form of a round decides the
/// case in the same transaction.
/// </summary>
internal static class SubmitFeedback
{
    public static async Task<Decision<FeedbackForm>> HandleAsync(SubmitFeedbackRequest request, Transaction tx)
    {
        if (FormRow.IsDepartment(tx.Caller))
            return CommonRefusals.RoleRequired.Because("承办单位的账号不能评价办理情况，请由提案者本人登录后填写。");
        if (!(await FormRow.LoadOwnAsync(tx, request.Name, request.Etag)).Decided(out var form, out var refusal))
            return refusal;
        if (Input.First(Refuses(form, tx.Now), RefusesRatings(request.Work, request.Result)) is { } no)
            return no;

        var row = await CaseRow.OfAsync(tx, form.Proposal);
        var ofCase = await FormRow.OfCaseAsync(tx, form.Proposal);
        var policy = await row.PolicyAsync(tx);
        var submitted = form.Submit(tx, request.Work, request.Result, request.Comment, ofCase, policy);
        if (!form.SetAside)
            row = await LaterRounds.NoteAsync(tx, row, submitted, ofCase);
        await AdvanceCase.RunAsync(tx, row);
        return submitted.ToMessage(tx.Committee);
    }

    /// <summary>
    /// The reason why it cannot be submitted; null when it can. An overdue form is refused alike before and after the
    /// sweep has lapsed it.
    /// </summary>
    internal static Refusal? Refuses(FormRow form, DateTimeOffset now) =>
        form.State == FormState.Lapsed || (form.State == FormState.Open && now >= form.TooLateAt)
            ? FeedbackRefusals.FormLapsed
            : FormMachine.Moves.Refuses(form.State, FormMove.Submit);

    /// <summary>Both ratings are stated.</summary>
    internal static Refusal? RefusesRatings(Rating work, Rating result) =>
        Input.First(RefusesRating(work, "work"), RefusesRating(result, "result"));

    /// <summary>A rating is stated, and is one of the contract: nothing is preset.</summary>
    internal static Refusal? RefusesRating(Rating rating, string field) =>
        rating == Rating.Unspecified ? FeedbackRefusals.RatingRequired.On(field) : Input.Choice(rating, field);
}
