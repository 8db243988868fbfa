using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>The closing side of one case. Its ratings appear when the round is over, so nobody can tell a single form from a half-filled round.</summary>
internal static class GetCase
{
    public static async Task<Decision<Case>> HandleAsync(GetCaseRequest request, Query query) =>
        (await CaseRow.LoadAsync(query, request.Name)).Decided(out var row, out var refusal)
            ? row.ToMessage(query.Committee)
            : refusal;
}
