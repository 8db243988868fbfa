using Dapper;
using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>
/// 逾期未反馈 (handbook T82): lapses overdue forms, at most 200 a sweep and committee by committee. 未表态 stays
/// 未表态; the last form of a round triggers the closing rule.
/// </summary>
internal static class LapseForms
{
    public static async Task SweepAsync(ServiceShard service, CancellationToken stop)
    {
        var now = service.Clock.GetUtcNow();
        await using var connection = await service.Database.OpenReaderAsync(stop);
        var due = (
            await connection.QueryAsync<(string Committee, string Id)>(
                """
                SELECT committee, id FROM forms WHERE state = 1 AND too_late_at <= @now ORDER BY too_late_at LIMIT 200
                """,
                new { now }
            )
        ).AsList();
        foreach (var (committee, id) in due)
        {
            await service.SweepAsync(
                $"lapse-form:{id}",
                committee,
                async tx =>
                {
                    // The form may have been submitted between the query and this transaction.
                    if (
                        await FormRow.FindAsync(tx, id) is not { State: FormState.Open } form
                        || tx.Now < form.TooLateAt
                    )
                        return;
                    form.Lapse(tx);
                    await AdvanceCase.RunAsync(tx, form.Proposal);
                },
                stop
            );
        }
    }
}
