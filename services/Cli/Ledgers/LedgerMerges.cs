namespace Proposals.Cli.Ledgers;

/// <summary>
/// The merged cells of a sheet. A value that is merged downwards stands for every row that it covers; one that is
/// merged sideways stands for its first column only.
/// </summary>
internal sealed class LedgerMerges
{
    private const int MaxAreas = 100_000;

    // Rows of one sheet overlap no more areas than they have columns.
    private const int MaxOpen = LedgerWorkbook.MaxColumns;

    private readonly List<(int Top, int Left, int Bottom, int Right)> _areas = [];
    private readonly List<(int Left, int Bottom, LedgerCell Cell)> _open = [];
    private int _next;
    private bool _sorted;

    /// <summary>Adds an area; rows and columns count from 1.</summary>
    public void Add(int top, int left, int bottom, int right)
    {
        if (_areas.Count == MaxAreas)
            throw new LedgerUnreadableException("合并单元格太多，请取消合并后再导入");
        if (top < 1 || left < 1 || bottom < top || right < left || (top == bottom && left == right))
            return;
        _areas.Add((top, left, bottom, right));
        _sorted = false;
    }

    /// <summary>The row with the values that reach it from above. Rows are given from top to bottom.</summary>
    public LedgerSheetRow Fill(LedgerSheetRow row)
    {
        if (_areas.Count == 0)
            return row;
        if (!_sorted)
            _areas.Sort();
        _sorted = true;
        _open.RemoveAll(o => o.Bottom < row.Number);
        var cells = row.Cells.ToDictionary();
        foreach (var (left, _, cell) in _open.Where(o => !row.Cells.ContainsKey(o.Left)))
            cells[left] = cell with { IsMerged = true };
        var spans = new Dictionary<int, int>();
        for (; _next < _areas.Count && _areas[_next].Top <= row.Number; _next++)
        {
            var (top, left, bottom, right) = _areas[_next];
            if (top != row.Number || !row.Cells.TryGetValue(left, out var cell))
                continue;
            if (right > left)
                spans[left] = right;
            if (bottom > top && _open.Count < MaxOpen)
                _open.Add((left, bottom, cell));
        }

        return row with
        {
            Cells = cells,
            Spans = spans,
        };
    }
}
