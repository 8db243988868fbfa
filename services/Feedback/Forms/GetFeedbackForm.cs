using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>Returns one form.</summary>
internal static class GetFeedbackForm
{
    public static async Task<Decision<FeedbackForm>> HandleAsync(GetFeedbackFormRequest request, Query query) =>
        (await FormRow.LoadAsync(query, request.Name)).Decided(out var form, out var refusal)
            ? form.ToMessage(query.Committee)
            : refusal;
}
