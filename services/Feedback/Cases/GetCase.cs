using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>
/// Returns the closing side of one case. Its ratings appear when the round is over, so a half-filled round does not
/// reveal a single form. The proposals office reads whether it may close it.
/// </summary>
internal static class GetCase
{
    public static async Task<Decision<Case>> HandleAsync(GetCaseRequest request, Query query)
    {
        if (!(await CaseRow.LoadAsync(query, request.Name)).Decided(out var row, out var refusal))
            return refusal;
        var message = row.ToMessage(query.Committee);
        if (row.State != CaseState.AwaitingClosure || !query.Caller.Is(Role.ProposalsOffice))
            return message;
        if (await CloseCase.RefusesAsync(query, row) is { } no)
            message.Blocked = no.Message;
        else
            message.Moves.Add(CaseMove.Close);
        var (forms, policy) = (await FormRow.OfCaseAsync(query, row.Proposal), await row.PolicyAsync(query));
        if (RecordConciliation.Refuses(row, forms, policy) is null)
            message.Moves.Add(CaseMove.Conciliate);
        return message;
    }
}
