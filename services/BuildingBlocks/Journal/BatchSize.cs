namespace Proposals.BuildingBlocks;

/// <summary>
/// The number of items in one transaction, which holds the journal's head. A slow batch (over 250 ms) halves it; a
/// quick one (under a quarter of that) doubles it. So commands of all replicas normally wait about a quarter of a
/// second for one another, except behind a first batch that takes longer. That holds even while a fresh process catches
/// up with a day's backlog on a machine without spare processor time. Only the work is measured: a commit costs the
/// same for one item as for many.
/// </summary>
/// <param name="first">Size of the first batch.</param>
/// <param name="most">Largest size.</param>
internal sealed class BatchSize(int first, int most)
{
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(250),
        Quick = Long / 4;

    /// <summary>Largest number of items of the next batch.</summary>
    public int Size { get; private set; } = first;

    /// <summary>Records that processing <paramref name="many"/> items took <paramref name="time"/>.</summary>
    public void Record(int many, TimeSpan time)
    {
        if (time > Long)
            Size = Math.Max(1, Math.Min(Size, many) / 2);
        else if (time < Quick && many >= Size)
            Size = Math.Min(most, Size * 2);
    }
}
