namespace Grpc.Core;

/// <summary>A call that ended with a status other than OK: thrown by clients, and by a server's method to end its call with that status and those trailers.</summary>
public class RpcException : Exception
{
    public RpcException(Status status)
        : this(status, Metadata.Empty) { }

    public RpcException(Status status, string message)
        : this(status, Metadata.Empty, message) { }

    public RpcException(Status status, Metadata trailers)
        : this(status, trailers, status.ToString()) { }

    public RpcException(Status status, Metadata trailers, string message)
        : base(message, status.DebugException)
    {
        ArgumentNullException.ThrowIfNull(trailers);
        Status = status;
        Trailers = trailers;
    }

    /// <summary>How the call ended.</summary>
    public Status Status { get; }

    /// <summary>The code of <see cref="Status"/>, short enough for an exception filter.</summary>
    public StatusCode StatusCode => Status.StatusCode;

    /// <summary>The metadata sent after the last message.</summary>
    public Metadata Trailers { get; }
}
