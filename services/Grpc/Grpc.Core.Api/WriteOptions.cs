namespace Grpc.Core;

/// <summary>How a message is to be written; flags may be combined.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>The message need not be sent at once: more follow.</summary>
    BufferHint = 1,

    /// <summary>The message is not to be compressed, even where the call is.</summary>
    NoCompress = 2,
}

/// <summary>Options for writing messages.</summary>
public class WriteOptions(WriteFlags flags = default)
{
    /// <summary>No flag set.</summary>
    public static readonly WriteOptions Default = new();

    /// <summary>The flags.</summary>
    public WriteFlags Flags { get; } = flags;
}
