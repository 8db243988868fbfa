using Proposals.BuildingBlocks;

namespace Proposals.Feedback;

/// <summary>
/// The rounds after that of a form whose word has changed: the last words that stand in them are no longer what was
/// told. The event of the form tells those of its own round.
/// </summary>
internal static class LaterRounds
{
    /// <summary>Tells the ratings of each later round anew, up to that of the case.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="row">The case.</param>
    /// <param name="changed">The form as it is now.</param>
    /// <param name="ofCase">The forms of the case that count, as they were before.</param>
    public static async Task<CaseRow> NoteAsync(
        Transaction tx,
        CaseRow row,
        FormRow changed,
        IReadOnlyList<FormRow> ofCase
    )
    {
        var current = row.Round;
        IReadOnlyList<FormRow> now = [.. ofCase.Select(f => f.Id == changed.Id ? changed : f)];
        for (var round = changed.Round + 1; round <= current; round++)
            row = await VoidForms.NoteAsync(tx, row, changed.Unit, [.. now.Where(f => f.Round <= round)], round);
        return row;
    }
}
