using System.Collections;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Rows that were read until they were too large for a page: all but the last are shown, and the last shows that there
/// is another page.
/// </summary>
internal sealed class FullPage<T>(IReadOnlyList<T> rows) : IReadOnlyList<T>
{
    /// <inheritdoc />
    public int Count => rows.Count;

    /// <inheritdoc />
    public T this[int index] => rows[index];

    /// <inheritdoc />
    public IEnumerator<T> GetEnumerator() => rows.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
