namespace Proposals.Gateway.Tests;

/// <summary>How a connection ends under a call.</summary>
public enum Cut
{
    /// <summary>GOAWAY (NO_ERROR) that leaves this call out: it did not arrive.</summary>
    GoAwayWithoutIt,

    /// <summary>The connection is closed before the call arrived.</summary>
    ClosedBefore,

    /// <summary>The stream is refused.</summary>
    Refused,

    /// <summary>The call was carried out; GOAWAY (NO_ERROR) that counts it, and no answer.</summary>
    GoAwayWithIt,

    /// <summary>The call was carried out; the connection is closed and there is no answer.</summary>
    ClosedAfter,

    /// <summary>The call was carried out; the connection is reset and there is no answer.</summary>
    ResetAfter,
}
