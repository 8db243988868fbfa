using Proposals.BuildingBlocks;

namespace Proposals.Intake;

/// <summary>
/// 流水号 and 案号 of a session: 1, 2, 3 … without gaps, because the number is taken in the transaction that uses it.
/// </summary>
internal static class CaseNumbers
{
    public const string Serial = "serial",
        Case = "case";

    /// <summary>The next number. Call it in the transaction that uses the number.</summary>
    public static async Task<long> NextAsync(Transaction tx, string session, string kind)
    {
        var value = await tx.WriteReturningAsync<long>(
            """
            INSERT INTO counters (committee, session, kind, value) VALUES (@committee, @session, @kind, 1)
            ON CONFLICT (committee, session, kind) DO UPDATE SET value = counters.value + 1 RETURNING value
            """,
            new
            {
                committee = tx.Committee,
                session,
                kind,
            }
        );
        CounterRow.Table.Prove(
            tx,
            new CounterRow
            {
                Session = session,
                Kind = kind,
                Value = value,
            }
        );
        return value;
    }
}
