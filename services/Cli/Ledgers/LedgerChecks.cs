using Proposals.Intake.V1;

namespace Proposals.Cli.Ledgers;

/// <summary>Checks across rows: case numbers, merges and totals.</summary>
internal static class LedgerChecks
{
    /// <summary>A case number belongs to one proposal; the later row is the one to correct.</summary>
    public static IEnumerable<LedgerError> CaseNumbers(IReadOnlyList<LedgerRecord> rows)
    {
        var first = new Dictionary<(long, string), LedgerRecord>();
        foreach (var row in rows.Where(row => row.CaseNumber > 0))
        {
            var key = row.CaseLabel.Length > 0 ? (0, row.CaseLabel) : (row.CaseNumber, "");
            if (first.TryAdd(key, row))
                continue;
            var place = first[key].Sheet == row.Sheet ? "" : $"工作表「{first[key].Sheet}」";
            var written = row.CaseLabel.Length > 0 ? row.CaseLabel : $"{row.CaseNumber}";
            yield return Error(
                row,
                LedgerColumn.CaseNumber,
                $"案号 {written} 与{place}第{first[key].Row}行重复，请改成各自的案号"
            );
        }
    }

    /// <summary>A proposal may be merged only into a filed one of the same ledger.</summary>
    public static IEnumerable<LedgerError> Merges(IReadOnlyList<LedgerRecord> rows)
    {
        var numbered = rows.Where(row => row.CaseNumber > 0).ToLookup(row => row.CaseNumber);
        foreach (var row in rows.Where(row => row.Decision == LedgerDecision.Merged && row.MergedInto > 0))
        {
            var written = row.MergedIntoLabel.Length > 0 ? row.MergedIntoLabel : $"第{row.MergedInto}号";
            var targets = numbered[row.MergedInto]
                .Where(t => row.MergedIntoLabel.Length == 0 || t.CaseLabel == row.MergedIntoLabel)
                .ToList();
            if (targets.Any(t => ReferenceEquals(t, row)) && targets.Count == 1)
                yield return Error(row, LedgerColumn.Decision, $"不能并入自己（{written}），请写另一件提案的案号");
            else if (targets.Count == 0)
                yield return Error(
                    row,
                    LedgerColumn.Decision,
                    $"并入的{written}在表中不存在，请写表中已立案提案的案号"
                );
            else if (targets.All(t => t.Decision == LedgerDecision.Merged))
                yield return Error(
                    row,
                    LedgerColumn.Decision,
                    $"并入的{written}自身也已并案，请写最终承办的那件提案的案号"
                );
            else if (targets.Select(t => t.CaseLabel).Distinct().Count() > 1)
                yield return Error(row, LedgerColumn.Decision, $"并入的{written}在表中有几件，请写全案号");
        }
    }

    /// <summary>
    /// The totals row counts the proposals under 案由 (or beside 合计), and the filed ones under 案号. A missing total
    /// is not checked.
    /// </summary>
    public static IEnumerable<LedgerError> Totals(IReadOnlyList<LedgerRecord> rows, LedgerTotals? totals)
    {
        const string Name = "合计";
        if (totals is null)
            yield break;
        var (totalsRow, proposals, caseNumbers) = totals;
        if (proposals is not null && proposals != rows.Count)
        {
            yield return new LedgerError(
                totalsRow,
                Name,
                $"合计为 {proposals} 件，表中有 {rows.Count} 件，请核对是否漏行或多行"
            );
        }

        // Offices differ in whether a merged proposal counts as filed. An unreadable decision may count or not.
        var filed = rows.Count(row => row.Decision == LedgerDecision.Filed);
        var merged = rows.Count(row => row.Decision == LedgerDecision.Merged);
        var numbered = rows.Count(row => row.CaseNumber > 0);
        var open = rows.Count(row => row.Decision == LedgerDecision.Unspecified);
        long[] possible = [filed, filed + merged, numbered, rows.Count];
        if (
            caseNumbers is { } total
            && !possible.Any(count => total >= count && total <= Math.Min(count + open, rows.Count))
        )
        {
            yield return new LedgerError(
                totalsRow,
                Name,
                $"案号合计为 {total}，表中立案 {filed} 件、并案 {merged} 件，请核对"
            );
        }
    }

    private static LedgerError Error(LedgerRecord row, LedgerColumn column, string problem) =>
        new(row.Row, LedgerColumns.NameOf(column), problem) { Sheet = row.Sheet };
}
