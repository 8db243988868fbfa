namespace Grpc.Core;

/// <summary>A connection to a server, or to several that answer for one address.</summary>
public abstract class ChannelBase
{
    protected ChannelBase(string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        Target = target;
    }

    /// <summary>The address as it was given.</summary>
    public string Target { get; }

    /// <summary>Makes what starts calls on this channel.</summary>
    public abstract CallInvoker CreateCallInvoker();

    /// <summary>Closes the channel.</summary>
    public Task ShutdownAsync() => ShutdownAsyncCore();

    /// <summary>What closing takes; nothing, unless a channel says otherwise.</summary>
    protected virtual Task ShutdownAsyncCore() => Task.CompletedTask;
}
