using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>
/// 裁定 (handbook edge case 44): a person decides whether the paper form counts or what was stated online. The proposer
/// is told why, and may still state it again.
/// </summary>
internal static class SettlePaperConflict
{
    public static async Task<Decision<FeedbackForm>> HandleAsync(SettlePaperConflictRequest request, Transaction tx)
    {
        if (FormRow.IsDepartment(tx.Caller))
            return CommonRefusals.RoleRequired.Because("承办单位的账号不能裁定评价，请由提案委员会办公室裁定。");
        if (Input.First(Input.Choice(request.Source, "source"), Input.Required(request.Reason, "reason")) is { } bad)
            return bad;
        if (!(await FormRow.LoadAsync(tx, request.Name)).Decided(out var form, out var refusal))
            return refusal;
        if (form.RefusesOwner(tx.Caller) is { } own)
            return own;
        if (Etag.Refuses(request.Etag, form.Version) is { } stale)
            return stale;
        var row = await CaseRow.OfAsync(tx, form.Proposal);
        if (Refuses(form, row) is { } no)
            return no;
        if (await DirectoryCopy.CalendarAsync(tx) is not { } published)
            return CommonRefusals.NotFound;

        var policy = await row.PolicyAsync(tx);
        var chosen = (await StatementRow.ListAsync(tx, form.Id)).Last(s => s.Source == request.Source);
        var settled = form.Settle(
            tx,
            chosen,
            request.Reason,
            IssueForms.Count(tx.Now, policy, new WorkingCalendar(published)).Due,
            await FormRow.OfCaseAsync(tx, form.Proposal),
            policy
        );
        await AdvanceCase.AgainAsync(tx, row);
        return settled.ToMessage(tx.Committee);
    }

    /// <summary>The reason why there is nothing to decide, or not any more; null when there is.</summary>
    internal static Refusal? Refuses(FormRow form, CaseRow row) =>
        Input.First(
            form.RefusesChange(row, FormMove.Settle),
            form.Conflict ? null : (Refusal)FeedbackRefusals.NoConflict
        );
}
