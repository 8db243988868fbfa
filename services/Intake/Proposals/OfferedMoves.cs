using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using static Proposals.Intake.V1.ProposalMove;

namespace Proposals.Intake;

/// <summary>
/// The decisions that a reader may make on a proposal now (办理选项). A page offers these and no others. Each asks what
/// its command asks, so that what is offered is refused only for what a request says.
/// </summary>
internal static class OfferedMoves
{
    /// <summary>The moves that are offered with a proposal. A draft is written and submitted in its editor.</summary>
    public static readonly IReadOnlyList<ProposalMove> All =
    [
        Return,
        Examine,
        ProposalMove.File,
        Reject,
        Merge,
        Unmerge,
        Withdraw,
        TakeUp,
        Redirect,
    ];

    /// <summary>The moves that the caller may make on a proposal that the caller sees.</summary>
    public static async Task<IReadOnlyList<ProposalMove>> OfAsync(IRead read, ProposalRow proposal)
    {
        var offered = new List<ProposalMove>();
        foreach (var move in All)
        {
            if (
                IsFor(read.Caller, proposal, move)
                && ProposalMachine.Moves.Refuses(proposal.State, move) is null
                && await RefusesAsync(read, proposal, move) is null
            )
                offered.Add(move);
        }

        return offered;
    }

    private static bool IsFor(Caller caller, ProposalRow proposal, ProposalMove move) =>
        move switch
        {
            TakeUp => caller.Is(Role.Member) && proposal.IsLedBy(caller),
            Withdraw => caller.Is(Role.Member, Role.ProposalsOffice, Role.HandOverOffice)
                && WithdrawProposal.SideOf(caller, proposal) != WithdrawalSide.Unspecified,
            _ => caller.Is(Role.ProposalsOffice),
        };

    private static async Task<Refusal?> RefusesAsync(IRead read, ProposalRow proposal, ProposalMove move) =>
        move switch
        {
            Merge => await MergeProposal.RefusesAsync(read, proposal),
            Unmerge => await UnmergeProposal.RefusesAsync(read, proposal),
            Withdraw => (await WithdrawProposal.NextAsync(read, proposal)).Refusal,
            TakeUp => await TakeUpProposal.RefusesAsync(read, proposal),
            Redirect => await RedirectProposal.RefusesAsync(read, proposal),
            _ => null,
        };
}
