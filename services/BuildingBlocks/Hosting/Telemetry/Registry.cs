namespace Proposals.BuildingBlocks;

/// <summary>The live objects whose values a gauge exports.</summary>
internal sealed class Registry<T>
    where T : class
{
    private readonly Lock _lock = new();
    private readonly List<T> _members = [];

    public void Add(T member)
    {
        lock (_lock)
            _members.Add(member);
    }

    public void Remove(T member)
    {
        lock (_lock)
            _members.Remove(member);
    }

    public IEnumerable<TOut> Select<TOut>(Func<T, TOut> select) => Snapshot().Select(select);

    public IEnumerable<T> Where(Func<T, bool> predicate) => Snapshot().Where(predicate);

    private List<T> Snapshot()
    {
        lock (_lock)
            return [.. _members];
    }
}
