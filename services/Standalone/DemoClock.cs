namespace Proposals.Standalone;

/// <summary>
/// The clock of the demonstration data. It shows the instants of the script while the data is created, and the real
/// time afterwards. Waiting always takes real time.
/// </summary>
internal sealed class DemoClock : TimeProvider
{
    private long _scripted;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() =>
        Interlocked.Read(ref _scripted) is > 0 and var ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : System.GetUtcNow();

    /// <summary>Shows an instant of the script.</summary>
    public void Show(DateTimeOffset instant) => Interlocked.Exchange(ref _scripted, instant.UtcTicks);

    /// <summary>Shows the real time.</summary>
    public void Release() => Interlocked.Exchange(ref _scripted, 0);
}
