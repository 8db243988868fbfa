namespace Proposals.BuildingBlocks;

/// <summary>Wakes the tasks that wait for the next commit or applied page.</summary>
public sealed class Pulse
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _beats;

    /// <summary>Number of wake-ups so far.</summary>
    public long Beats => Interlocked.Read(ref _beats);

    /// <summary>Completes at the next beat after this call.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Wakes all waiting tasks.</summary>
    public void Beat()
    {
        Interlocked.Increment(ref _beats);
        Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }
}
