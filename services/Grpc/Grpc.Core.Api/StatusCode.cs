namespace Grpc.Core;

/// <summary>The outcome of a call, as the number carried by the <c>grpc-status</c> trailer.</summary>
public enum StatusCode
{
    /// <summary>The call succeeded.</summary>
    OK = 0,

    /// <summary>The call was given up, usually by its caller.</summary>
    Cancelled = 1,

    /// <summary>An error nothing more precise is known about.</summary>
    Unknown = 2,

    /// <summary>The request is wrong whatever the state of the system.</summary>
    InvalidArgument = 3,

    /// <summary>The time allowed for the call ran out before it ended.</summary>
    DeadlineExceeded = 4,

    /// <summary>What was asked for does not exist.</summary>
    NotFound = 5,

    /// <summary>What was to be created exists already.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A quota or a resource is used up.</summary>
    ResourceExhausted = 8,

    /// <summary>The system is not in the state the operation needs; repeating the call alone will not help.</summary>
    FailedPrecondition = 9,

    /// <summary>A concurrent change got in the way; the caller may start its sequence again.</summary>
    Aborted = 10,

    /// <summary>The operation reached past the valid range.</summary>
    OutOfRange = 11,

    /// <summary>The method does not exist or is not supported here.</summary>
    Unimplemented = 12,

    /// <summary>Something the system takes for granted is broken.</summary>
    Internal = 13,

    /// <summary>The service cannot be reached just now; the same call may be repeated after a pause.</summary>
    Unavailable = 14,

    /// <summary>Data is lost or corrupted beyond repair.</summary>
    DataLoss = 15,

    /// <summary>The caller has not proved who it is.</summary>
    Unauthenticated = 16,
}
