namespace Proposals.BuildingBlocks;

/// <summary>
/// New ids: UUIDv7, so they sort by time. Randomness is injected, because the demonstration data needs its own.
/// </summary>
public class Ids
{
    /// <summary>The next id for this instant.</summary>
    public virtual string Next(DateTimeOffset now) => Guid.CreateVersion7(now).ToString();
}
