using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>不撤案: the other side does not agree to a withdrawal, or the side that asked takes it back.</summary>
internal static class DeclineWithdrawal
{
    public static async Task<Decision<Proposal>> HandleAsync(DeclineWithdrawalRequest request, Transaction tx)
    {
        if (Input.Required(request.Reason, "reason") is { } bad)
            return bad;
        if (!(await WithdrawProposal.LoadAsync(tx, request.Name, request.Etag)).Decided(out var found, out var refusal))
            return refusal;
        var withdrawal = await WithdrawalRow.LastAsync(tx, found.Proposal.Id);
        if (WithdrawalMachine.Moves.Refuses(withdrawal?.State ?? default, WithdrawalMove.Decline) is { } no)
            return no;
        withdrawal!.End(tx, WithdrawalMove.Decline, request.Reason);
        return await found.Proposal.ToMessageAsync(tx);
    }
}
