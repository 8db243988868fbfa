using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>
/// 办结 by the proposals office (handbook T84, T87, T100), where the rule does not close by itself: the profile wants
/// the office to confirm, nobody stated anything, 不满意 in the last round (which stays on record), or withdrawn.
/// </summary>
internal static class CloseCase
{
    public static async Task<Decision<Case>> HandleAsync(CloseCaseRequest request, Transaction tx)
    {
        if (!(await CaseRow.LoadAsync(tx, request.Name)).Decided(out var row, out var refusal))
            return refusal;
        if (Input.First(Etag.Refuses(request.Etag, row.Version), Input.Required(request.Reason, "reason")) is { } no)
            return no;
        if (await RefusesAsync(tx, row) is { } missing)
            return missing;

        return (row with { Reason = request.Reason })
            .Save(
                tx,
                CaseMove.Close,
                new CaseClosed
                {
                    Proposal = row.Proposal,
                    Round = row.Round,
                    Work = row.Work,
                    Result = row.Result,
                }
            )
            .ToMessage(tx.Committee);
    }

    /// <summary>The reason why the office cannot close it now; null when it can.</summary>
    public static async Task<Refusal?> RefusesAsync(IRead read, CaseRow row)
    {
        var (forms, policy) = (await FormRow.OfCaseAsync(read, row.Proposal), await row.PolicyAsync(read));
        var issued = await RoundForms.LoadAsync(read, row.Proposal, row.Round);
        return Refuses(row, forms, policy, issued)
            ?? RefusesPaper(row, forms, read.Now, policy)
            ?? RefusesUnheard(forms, policy, issued, await ConciliationRow.ExistsAsync(read, row));
    }

    /// <summary>
    /// 不满意 stands, and the profile wants the office to have talked with its proposers or to have explained to them
    /// (handbook T87). Nobody is left to explain for after a withdrawal.
    /// </summary>
    internal static Refusal? RefusesUnheard(
        IReadOnlyList<FormRow> forms,
        PolicyProfile policy,
        RoundForms issued,
        bool heard
    ) =>
        policy.ConciliationRequired
        && !heard
        && !issued.Withdrawn
        && ClosingRule.Dissatisfied(forms, policy).Count is > 0 and var words
            ? FeedbackRefusals.ClosingRule.Because(
                $"还有 {words} 份评价仍不满意，本案适用的办理规则要求先当面协商或专门说明；请记录后再办结。"
            )
            : null;

    /// <summary>The condition for closing that is not met; null when all are.</summary>
    internal static Refusal? Refuses(
        CaseRow row,
        IReadOnlyList<FormRow> forms,
        PolicyProfile policy,
        RoundForms issued
    ) =>
        row.State switch
        {
            CaseState.AwaitingReply => FeedbackRefusals.ClosingRule.Because(
                issued.Needed == 0
                    ? $"第 {row.Round} 轮办理的答复尚未送达；答复齐全并经提案者反馈（或反馈期限届满）后再办结。"
                    : $"第 {row.Round} 轮办理应有 {issued.Needed} 份答复，已送达 {issued.Issued} 份；"
                        + "答复齐全并经提案者反馈（或反馈期限届满）后再办结。"
            ),
            CaseState.AwaitingFeedback => FeedbackRefusals.ClosingRule.Because(
                $"还有 {forms.Count(f => f.State == FormState.Open)} 份征询意见表待反馈，最迟 {LastDay(forms)} 期满；"
                    + "反馈齐全或期满后由办理规则决定。"
            ),
            CaseState.AwaitingClosure
                when row.Work == Rating.Unspecified && !policy.CloseWithoutStatement && !issued.Withdrawn =>
                FeedbackRefusals.ClosingRule.Because(
                    $"按评价规则应计入的征询意见表均未表态，"
                        + $"本案适用的办理规则（第 {row.PolicyVersion} 版）不允许未表态办结；"
                        + "未表态不能按满意处理。请重新开放征询意见表，提案者表态后再办结。"
                ),
            _ => CaseMachine.Moves.Refuses(row.State, CaseMove.Close),
        };

    /// <summary>
    /// What a paper form still holds open (handbook T83, edge case 44): a conflict that nobody has decided, or a
    /// proposer who can still contradict what was recorded.
    /// </summary>
    internal static Refusal? RefusesPaper(
        CaseRow row,
        IReadOnlyList<FormRow> forms,
        DateTimeOffset now,
        PolicyProfile policy
    )
    {
        var counted = ClosingRule.Stated(forms.Where(f => f.Round == row.Round), policy);
        if (counted.Count(f => f.Conflict) is > 0 and var conflicts)
            return FeedbackRefusals.ClosingRule.Because(
                $"有 {conflicts} 份征询意见表的纸质评价与网上评价不一致，请先裁定以哪一份为准，再办结。"
            );
        // A paper of an earlier round that no later word has replaced still counts, and can still be contradicted.
        var open = ClosingRule.Standing(forms, policy).Where(f => f.OnPaper && f.CanBeRestated(now, policy)).ToList();
        return open.Count == 0
            ? null
            : FeedbackRefusals.ClosingRule.Because(
                $"有 {open.Count} 份征询意见表系纸质代录，提案者最迟 {open.Max(f => f.RestateBy)} 可以更正；"
                    + "提案者确认或期满后再办结。"
            );
    }

    private static string LastDay(IReadOnlyList<FormRow> forms) =>
        forms.Where(f => f.State == FormState.Open).Select(f => f.DueDate).DefaultIfEmpty("").Max()!;
}
