using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>
/// Returns the closing side of one case. Its ratings appear when the round is over, so a half-filled round does not
/// reveal a single form.
/// </summary>
internal static class GetCase
{
    public static async Task<Decision<Case>> HandleAsync(GetCaseRequest request, Query query) =>
        (await CaseRow.LoadAsync(query, request.Name)).Decided(out var row, out var refusal)
            ? row.ToMessage(query.Committee)
            : refusal;
}
