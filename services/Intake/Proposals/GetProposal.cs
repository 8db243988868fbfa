using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>Returns one proposal.</summary>
internal static class GetProposal
{
    public static async Task<Decision<Proposal>> HandleAsync(GetProposalRequest request, Query query) =>
        (await ProposalRow.LoadAsync(query, request.Name)).Decided(out var proposal, out var refusal)
            ? await proposal.ToMessageAsync(query)
            : refusal;
}
