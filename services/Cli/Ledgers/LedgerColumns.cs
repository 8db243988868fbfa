namespace Proposals.Cli.Ledgers;

/// <summary>The position of each column of a ledger, from its header of one or two rows.</summary>
internal sealed class LedgerColumns
{
    private readonly Dictionary<LedgerColumn, int> _places = [];

    /// <summary>Errors of the header itself; with any of them the rows below cannot be understood.</summary>
    public List<LedgerError> Errors { get; } = [];

    public static bool IsHeader(LedgerSheetRow row)
    {
        var columns = row.Cells.Values.Select(cell => LedgerHeaders.Of(cell.Text)).ToHashSet();
        return columns.Contains(LedgerColumn.Subject) && columns.Contains(LedgerColumn.Proposers);
    }

    /// <summary>True when the row below a header names more columns, under groups of the header.</summary>
    public static bool IsSecondHeader(LedgerSheetRow header, LedgerSheetRow next) =>
        next.Number == header.Number + 1
        && header
            .Cells.Where(cell => LedgerHeaders.Of(cell.Value.Text) is LedgerColumn.Subject or LedgerColumn.Proposers)
            .All(cell => !next.Cells.TryGetValue(cell.Key, out var below) || below.IsMerged || IsName(below.Text))
        && next.Cells.Any(cell =>
            !cell.Value.IsMerged && LedgerHeaders.Of(cell.Value.Text, GroupOver(header, cell.Key)) is not null
        );

    /// <summary>Reads the header.</summary>
    /// <param name="header">The row with 案由 and 提案者.</param>
    /// <param name="groups">The row above it, when that may hold groups.</param>
    /// <param name="below">The second row of the header; null when it has one.</param>
    public static LedgerColumns Of(LedgerSheetRow header, LedgerSheetRow? groups = null, LedgerSheetRow? below = null)
    {
        var columns = new LedgerColumns();
        var found = new Dictionary<LedgerColumn, List<(int Rank, int Place)>>();
        foreach (var place in header.Cells.Keys.Union(below?.Cells.Keys ?? []).Order())
        {
            var (name, group) = NameAt(header, groups, below, place);
            if (LedgerHeaders.Of(name, group) is not { } column)
                continue;
            if (!found.TryGetValue(column, out var places))
                found.Add(column, places = []);
            places.Add((LedgerHeaders.RankOf(column, name), place));
        }

        foreach (var (column, needed) in LedgerHeaders.All)
        {
            var places = found.GetValueOrDefault(column) ?? [];
            if (places.Count > 0)
            {
                var best = places.Min(p => p.Rank);
                columns._places[column] = places.First(p => p.Rank == best).Place;
                if (places.Count(p => p.Rank == best) > 1)
                    columns.Report(header, column, "表头中这一栏出现了不止一次，请只保留一栏");
            }
            else if (needed)
            {
                columns.Report(header, column, "表头缺少这一栏，请补上（没有内容的格可以留空）");
            }
        }

        return columns;
    }

    /// <summary>The name of a column in messages.</summary>
    public static string NameOf(LedgerColumn column) => LedgerHeaders.NameOf(column);

    public bool Has(LedgerColumn column) => _places.ContainsKey(column);

    public LedgerCell Cell(LedgerSheetRow row, LedgerColumn column) =>
        _places.TryGetValue(column, out var place) && row.Cells.TryGetValue(place, out var cell)
            ? cell
            : LedgerCell.Empty;

    private static (string Name, string Group) NameAt(
        LedgerSheetRow header,
        LedgerSheetRow? groups,
        LedgerSheetRow? below,
        int place
    )
    {
        var own = header.Cells.TryGetValue(place, out var cell) ? cell.Text : "";
        if (below is null)
            return (own, groups is null ? "" : GroupOver(groups, place));
        return below.Cells.TryGetValue(place, out var second) && !second.IsMerged
            ? (second.Text, GroupOver(header, place))
            : (own, "");
    }

    // Without merged cells, as in a .csv, a group stands over its first column, and the cells beside it are empty.
    private static string GroupOver(LedgerSheetRow row, int place)
    {
        foreach (var (left, right) in row.Spans)
        {
            if (left <= place && place <= right)
                return row.Cells[left].Text;
        }

        var before = row.Cells.Where(cell => cell.Key <= place).OrderByDescending(cell => cell.Key).FirstOrDefault();
        return before.Key == 0 || row.Spans.ContainsKey(before.Key) ? "" : before.Value.Text;
    }

    private static bool IsName(string text) => text.Length == 0 || LedgerHeaders.Of(text) is not null;

    private void Report(LedgerSheetRow header, LedgerColumn column, string problem) =>
        Errors.Add(new LedgerError(header.Number, NameOf(column), problem));
}
