using System.Collections.Frozen;
using System.Text;

namespace Proposals.BuildingBlocks;

/// <summary>What sort of refusal it is; <see cref="RefusalStatus"/> maps each to one gRPC status.</summary>
public enum RefusalKind
{
    /// <summary>The request itself is wrong.</summary>
    Invalid,

    /// <summary>The request is fine, the state of things is not.</summary>
    State,

    /// <summary>There is no such thing, or the caller may not know of it.</summary>
    NotFound,

    /// <summary>It is there already.</summary>
    Exists,

    /// <summary>The caller read an older version.</summary>
    Stale,

    /// <summary>The caller's roles do not allow it.</summary>
    Denied,

    /// <summary>Nobody known is calling.</summary>
    Unauthenticated,

    /// <summary>A stated maximum is reached; later it may go.</summary>
    Exhausted,

    /// <summary>It may or may not have happened; the same request_id may be sent again.</summary>
    Unavailable,
}
