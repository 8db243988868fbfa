namespace Proposals.Gateway;

/// <summary>How many bytes may still be unpacked of a file, the files inside it included.</summary>
/// <param name="bytes">All of them.</param>
internal sealed class ZipBudget(long bytes)
{
    private long _left = bytes;

    /// <summary>Takes unpacked bytes from it. Throws <see cref="ZipException"/> when there are no more.</summary>
    public void Take(int count)
    {
        if ((_left -= count) < 0)
            throw new ZipException("too large unpacked");
    }
}
