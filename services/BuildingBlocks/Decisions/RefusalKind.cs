using System.Collections.Frozen;
using System.Text;

namespace Proposals.BuildingBlocks;

/// <summary>The kind of a refusal; <see cref="RefusalStatus"/> maps each to one gRPC status.</summary>
public enum RefusalKind
{
    /// <summary>The request itself is wrong.</summary>
    Invalid,

    /// <summary>The request is valid, but the current state does not allow it.</summary>
    State,

    /// <summary>The resource does not exist, or is hidden from the caller.</summary>
    NotFound,

    /// <summary>The resource exists already.</summary>
    Exists,

    /// <summary>The caller read an older version.</summary>
    Stale,

    /// <summary>The caller's roles do not allow it.</summary>
    Denied,

    /// <summary>The caller is unknown.</summary>
    Unauthenticated,

    /// <summary>A limit is reached; a later attempt may succeed.</summary>
    Exhausted,

    /// <summary>The command may have been executed; the same request_id may be sent again.</summary>
    Unavailable,
}
