using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>Returns one published proposal with its text; any other proposal is NOT_FOUND.</summary>
internal static class GetPublishedProposal
{
    public static async Task<Decision<PublishedProposal>> HandleAsync(GetPublishedProposalRequest request, Query query)
    {
        if (!ResourceName.Id(request.Name, query.Committee, "proposals").Decided(out var id, out var refusal))
            return refusal;
        return await PublishedRow.FindAsync(query, id) is { } row
            ? await row.ToMessageAsync(new Titles(query), query.Committee, await row.TextAsync(query))
            : CommonRefusals.NotFound;
    }
}
