using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a marshaller puts one serialized message: either all at once, or through a buffer writer and then <see cref="Complete()"/>.</summary>
public abstract class SerializationContext
{
    /// <summary>Hands over the whole payload and ends the serialization.</summary>
    public virtual void Complete(byte[] payload) => throw Unsupported();

    /// <summary>The writer that takes the payload.</summary>
    public virtual IBufferWriter<byte> GetBufferWriter() => throw Unsupported();

    /// <summary>Announces the size of the payload before it is written.</summary>
    public virtual void SetPayloadLength(int payloadLength) => throw Unsupported();

    /// <summary>Ends a serialization made through the buffer writer.</summary>
    public virtual void Complete() => throw Unsupported();

    private NotSupportedException Unsupported() => new($"{GetType()} does not support this way of serializing.");
}

/// <summary>Where a marshaller finds one serialized message.</summary>
public abstract class DeserializationContext
{
    /// <summary>The size of the payload in bytes.</summary>
    public abstract int PayloadLength { get; }

    /// <summary>The payload in an array the caller may keep.</summary>
    public virtual byte[] PayloadAsNewBuffer() => throw Unsupported();

    /// <summary>The payload without a copy, valid only while the deserializer runs.</summary>
    public virtual ReadOnlySequence<byte> PayloadAsReadOnlySequence() => throw Unsupported();

    private NotSupportedException Unsupported() => new($"{GetType()} does not support this way of deserializing.");
}
