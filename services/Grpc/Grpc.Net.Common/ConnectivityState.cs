namespace Grpc.Core;

/// <summary>What a channel's connection is doing.</summary>
public enum ConnectivityState
{
    /// <summary>Nothing, as nothing is asked of it.</summary>
    Idle,

    /// <summary>Being made.</summary>
    Connecting,

    /// <summary>Ready for calls.</summary>
    Ready,

    /// <summary>Failed, to be tried again.</summary>
    TransientFailure,

    /// <summary>Closed for good.</summary>
    Shutdown,
}
