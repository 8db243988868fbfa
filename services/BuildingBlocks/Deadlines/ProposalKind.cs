using Proposals.Directory.V1;

namespace Proposals.BuildingBlocks;

/// <summary>What of a proposal chooses the period of its reply and its start (handbook 4.1).</summary>
/// <param name="Session">大会提案 or 平时提案.</param>
/// <param name="Proposer">Kind of its lead proposer; unspecified where nobody knows it.</param>
/// <param name="SessionClosed">Local day on which its plenary session closes; null where nobody knows it.</param>
public readonly record struct ProposalKind(
    SessionKind Session,
    ProposerKind Proposer = ProposerKind.Unspecified,
    DateOnly? SessionClosed = null
);
