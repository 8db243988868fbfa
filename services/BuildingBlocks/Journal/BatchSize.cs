namespace Proposals.BuildingBlocks;

/// <summary>
/// How much is done in one transaction, which holds the journal's head: half as many once it took long, twice as many while it goes quickly. So commands of all replicas wait for one
/// another about a quarter of a second, as a rule and after the first that took longer, even where a process that has just started catches up with a day on a machine without processor time to spare.
/// What is measured is the work; the commit, which costs the same for one and for many, is not.
/// </summary>
/// <param name="first">How much to begin with.</param>
/// <param name="most">How much it becomes at most.</param>
internal sealed class BatchSize(int first, int most)
{
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(250),
        Quick = Long / 4;

    /// <summary>At most so many of the next.</summary>
    public int Size { get; private set; } = first;

    /// <summary>So many took so long.</summary>
    public void Record(int many, TimeSpan time)
    {
        if (time > Long)
            Size = Math.Max(1, Math.Min(Size, many) / 2);
        else if (time < Quick && many >= Size)
            Size = Math.Min(most, Size * 2);
    }
}
