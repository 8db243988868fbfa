using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>
/// 再评价: the proposer states again what was recorded from paper (handbook T83). Its own word counts from then on, and
/// both stay on record. Where the rule has decided meanwhile, it decides again. A further round that was ordered
/// meanwhile goes on.
/// </summary>
internal static class RestateFeedback
{
    public static async Task<Decision<FeedbackForm>> HandleAsync(RestateFeedbackRequest request, Transaction tx)
    {
        if (FormRow.IsDepartment(tx.Caller))
            return CommonRefusals.RoleRequired.Because("承办单位的账号不能评价办理情况，请由提案者本人登录后填写。");
        if (!(await FormRow.LoadOwnAsync(tx, request.Name, request.Etag)).Decided(out var form, out var refusal))
            return refusal;
        var row = await CaseRow.OfAsync(tx, form.Proposal);
        var policy = await row.PolicyAsync(tx);
        if (
            Input.First(
                Refuses(form, row, tx.Now, policy),
                SubmitFeedback.RefusesRatings(request.Work, request.Result)
            ) is
            { } no
        )
            return no;

        await StatementRow.KeepAsync(tx, form);
        var word = new StatementRow
        {
            Source = StatementSource.Online,
            Work = request.Work,
            Result = request.Result,
            Comment = request.Comment,
        };
        var ofCase = await FormRow.OfCaseAsync(tx, form.Proposal);
        var restated = form.Restate(tx, word, ofCase, policy);
        word.Insert(tx, restated);
        if (restated.Decides(form))
            await AdvanceCase.AgainAsync(tx, await LaterRounds.NoteAsync(tx, row, restated, ofCase));
        return restated.ToMessage(tx.Committee);
    }

    /// <summary>The reason why it cannot be stated again; null when it can.</summary>
    internal static Refusal? Refuses(FormRow form, CaseRow row, DateTimeOffset now, PolicyProfile policy) =>
        form.RefusesChange(row, FormMove.Restate)
        ?? (form.CanBeRestated(now, policy) ? null : (Refusal)FeedbackRefusals.RestatingOver);
}
