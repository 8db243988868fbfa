using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// The hand-over of an imported case, as its ledger tells it, until its units have their tasks here.
/// </summary>
internal sealed record LedgerHandOverRow
{
    private static readonly Table<LedgerHandOverRow> Table = new("ledger_hand_overs", "l");

    /// <summary>The waiting ones of all committees, for the sweep.</summary>
    public static readonly string Waiting =
        "SELECT committee, id FROM ledger_hand_overs WHERE @now > 0 ORDER BY committee, id LIMIT @limit";

    private static readonly string ById = Table.Select + " AND l.id = @id";

    /// <summary>Id of the proposal.</summary>
    public string Id { get; init; } = "";

    /// <summary>Ids of the units, joined by commas, the answering one first.</summary>
    public string Units { get; init; } = "";

    /// <summary>交办日期.</summary>
    public string HandedOverOn { get; init; } = "";

    /// <summary>签收日期; empty when none.</summary>
    public string AcknowledgedOn { get; init; } = "";

    /// <summary>The hand-over of a case; null when none waits.</summary>
    public static Task<LedgerHandOverRow?> FindAsync(IRead read, string id) =>
        Table.OneAsync(read, ById, new { committee = read.Committee, id });

    /// <summary>Stores it until it is carried out.</summary>
    public void Keep(Transaction tx) => Table.Add(tx, this);

    /// <summary>Removes it: it was carried out, or the case is no longer handled.</summary>
    public void Remove(Transaction tx) =>
        tx.Write(
            "DELETE FROM ledger_hand_overs WHERE committee = @committee AND id = @Id",
            new { committee = tx.Committee, Id }
        );
}
