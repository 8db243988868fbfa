using Grpc.Core;

namespace Proposals.Channels;

/// <summary>Knows which positions the caller of a call has seen.</summary>
public interface ISeenPositions
{
    /// <summary>The positions of the caller that these headers name, as a header; empty when there are none.</summary>
    string Of(Metadata headers);

    /// <summary>Keeps what an answer to that caller rests on.</summary>
    void Take(Metadata headers, string told);
}
