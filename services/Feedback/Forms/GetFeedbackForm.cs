using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>Returns one form with the history of its statements and what the caller may do with it.</summary>
internal static class GetFeedbackForm
{
    public static async Task<Decision<FeedbackForm>> HandleAsync(GetFeedbackFormRequest request, Query query)
    {
        if (!(await FormRow.LoadAsync(query, request.Name)).Decided(out var form, out var refusal))
            return refusal;
        var message = form.ToMessage(query.Committee);
        message.Statements.AddRange(
            (await StatementRow.ListAsync(query, form.Id)).Select(s => s.ToMessage(query.Committee))
        );
        message.Moves.AddRange(await new OfferedMoves(query).OfAsync(form));
        return message;
    }
}
