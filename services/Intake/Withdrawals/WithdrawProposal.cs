using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// 撤案 (handbook T32, T110; edge case 16). Before hand-over the proposer or the proposals office withdraws at once.
/// After it both sides must: the first call asks, the other side's call agrees, and Assignment settles it. After a
/// reply it is refused. One that was asked for stays open when the hand-over is taken back. The other side agrees as
/// before, and the side that asked now needs nobody (T32). An office says how the proposer agreed. One that is merged
/// is withdrawn alone until its main case is handed over.
/// </summary>
internal static class WithdrawProposal
{
    public static async Task<Decision<Proposal>> HandleAsync(WithdrawProposalRequest request, Transaction tx)
    {
        if (Input.Required(request.Reason, "reason") is { } bad)
            return bad;
        if (!(await LoadAsync(tx, request.Name, request.Etag)).Decided(out var found, out var refusal))
            return refusal;
        var (proposal, side) = found;
        if (!(await NextAsync(tx, proposal)).Decided(out var next, out refusal))
            return refusal;
        var (step, last) = next;
        switch (step)
        {
            case WithdrawalMove.Complete:
                return await AtOnceAsync(tx, proposal, last, side, request);
            case WithdrawalMove.Agree:
                last!.Agree(tx, request.Reason);
                break;
            default:
                WithdrawalRow.Ask(tx, proposal.Id, last, side, request.Reason);
                break;
        }

        return await proposal.ToMessageAsync(tx);
    }

    /// <summary>
    /// What a withdrawal by the caller is now: Complete, Ask or Agree, with the last one before it. Refusals are the
    /// reasons why there is none, whatever the request says.
    /// </summary>
    internal static async Task<Decision<(WithdrawalMove Step, WithdrawalRow? Last)>> NextAsync(
        IRead read,
        ProposalRow proposal
    )
    {
        var handling = await Handling.OfAsync(read, proposal);
        if (handling.Answered)
            return IntakeRefusals.AlreadyReplied;
        if ((await ProposalRow.MergedIntoAsync(read, proposal.Id)).Count > 0)
            return IntakeRefusals.MergedIntoIt;
        var last = await WithdrawalRow.LastAsync(read, proposal.Id);
        var side = SideOf(read.Caller, proposal);
        if (proposal.State == ProposalState.Merged)
        {
            if (await IsHandedOverWithMainAsync(read, proposal))
                return IntakeRefusals.MergedHandedOver;
        }
        // Also when the hand-over was taken back meanwhile: Assignment settles it, whatever it did since.
        else if (last is { State: WithdrawalState.Asked } && last.Side != side)
            return (WithdrawalMove.Agree, last);
        else if (last is { State: WithdrawalState.Agreed })
            return IntakeRefusals.WithdrawalPending;
        else if (handling.Begun)
            return last is { State: WithdrawalState.Asked }
                ? IntakeRefusals.WithdrawalPending
                : (WithdrawalMove.Ask, last);
        return side == WithdrawalSide.Office && !read.Caller.Is(Role.ProposalsOffice)
            ? IntakeRefusals.NotHandedOver
            : (WithdrawalMove.Complete, last);
    }

    /// <summary>
    /// The side of the caller. The lead is on the proposer's side even with an office's role, so nobody is both sides.
    /// Unspecified for who has no part in it.
    /// </summary>
    internal static WithdrawalSide SideOf(Caller caller, ProposalRow proposal) =>
        proposal.IsLedBy(caller) ? WithdrawalSide.Proposer
        : caller.Is(Role.ProposalsOffice, Role.HandOverOffice) ? WithdrawalSide.Office
        : WithdrawalSide.Unspecified;

    /// <summary>
    /// The proposal and the side of the caller. For who is on none the proposal does not exist. Refusals: NOT_FOUND,
    /// STALE, MOVE_NOT_ALLOWED.
    /// </summary>
    internal static async Task<Decision<(ProposalRow Proposal, WithdrawalSide Side)>> LoadAsync(
        Transaction tx,
        string name,
        string etag
    )
    {
        if (!(await ProposalRow.LoadAsync(tx, name)).Decided(out var proposal, out var refusal))
            return refusal;
        var side = SideOf(tx.Caller, proposal);
        if (side == WithdrawalSide.Unspecified)
            return CommonRefusals.NotFound;
        return
            (
                Etag.Refuses(etag, proposal.Version)
                ?? ProposalMachine.Moves.Refuses(proposal.State, ProposalMove.Withdraw)
            )
                is { } no
            ? no
            : (proposal, side);
    }

    private static async Task<Decision<Proposal>> AtOnceAsync(
        Transaction tx,
        ProposalRow proposal,
        WithdrawalRow? last,
        WithdrawalSide side,
        WithdrawProposalRequest request
    )
    {
        if (side == WithdrawalSide.Office && string.IsNullOrWhiteSpace(request.Consent))
            return IntakeRefusals.ConsentRequired.On("consent");
        // One that was asked for before the hand-over was taken back is carried out, and none stays open. What the
        // other side says when it withdraws is its answer.
        var withdrawal = last is { State: WithdrawalState.Asked } asked
            ? asked.Complete(tx, asked.Side == side ? request.Consent : request.Reason)
            : WithdrawalRow.Record(tx, proposal.Id, last, side, request.Reason, request.Consent);
        return await (proposal with { Opinion = request.Reason })
            .Save(
                tx,
                ProposalMove.Withdraw,
                new ProposalWithdrawn
                {
                    Proposal = proposal.Id,
                    Withdrawal = withdrawal.Id,
                    From = proposal.MergedInto,
                }
            )
            .ToMessageAsync(tx);
    }

    // A ledger may not say into which case a proposal was merged. Then nobody knows how far that one is handled.
    private static async Task<bool> IsHandedOverWithMainAsync(IRead read, ProposalRow proposal) =>
        await ProposalRow.FindAsync(read, proposal.MergedInto) is not { } main
        || (await Handling.OfAsync(read, main)).Begun;
}
