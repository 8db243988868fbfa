using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// 撤案 (handbook T32, T110; edge case 16): withdraws a proposal. Before hand-over it ends here; after it, its
/// assignments are cancelled; after a reply the withdrawal is refused.
/// </summary>
internal static class WithdrawProposal
{
    public static async Task<Decision<Proposal>> HandleAsync(WithdrawProposalRequest request, Transaction tx)
    {
        if (Input.Text(request.Reason, "reason", 500) is { } bad)
            return bad;
        var own = !tx.Caller.Is(Role.ProposalsOffice);
        var loaded = own
            ? await ProposalRow.LoadOwnForAsync(tx, request.Name, request.Etag, ProposalMove.Withdraw)
            : await ProposalRow.LoadForAsync(tx, request.Name, request.Etag, ProposalMove.Withdraw);
        if (!loaded.Decided(out var proposal, out var refusal))
            return refusal;
        if ((await Handling.OfAsync(tx, proposal)).Answered)
            return IntakeRefusals.AlreadyReplied;
        if ((await ProposalRow.MergedIntoAsync(tx, proposal.Id)).Count > 0)
            return IntakeRefusals.MergedIntoIt;
        proposal = proposal with { Opinion = request.Reason };
        return await proposal
            .Save(tx, ProposalMove.Withdraw, new ProposalWithdrawn { Proposal = proposal.Id })
            .ToMessageAsync(tx);
    }
}
