using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>
/// 逾期未反馈 (handbook T82): lapses overdue forms, committee by committee. 未表态 stays 未表态; the last form of a
/// round triggers the closing rule.
/// </summary>
internal static class LapseForms
{
    private static readonly string Due = Sql.Of(
        $"""
        SELECT committee, id FROM forms
        WHERE state = {FormState.Open} AND too_late_at <= @now ORDER BY too_late_at LIMIT @limit
        """
    );

    public static Task SweepAsync(ServiceShard service, CancellationToken stop) =>
        service.SweepEachAsync(
            "lapse-form",
            Due,
            async (tx, id) =>
            {
                // The form may have been submitted between the query and this transaction.
                if (await FormRow.FindAsync(tx, id) is not { State: FormState.Open } form || tx.Now < form.TooLateAt)
                    return;
                form.Lapse(tx);
                await AdvanceCase.RunAsync(tx, form.Proposal);
            },
            stop
        );
}
