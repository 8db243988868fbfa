using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>撤案 (T32, T110; handbook edge case 16): before hand-over it ends here; after it, its assignments are cancelled; after a reply it is refused.</summary>
internal static class WithdrawProposal
{
    public static async Task<Decision<Proposal>> HandleAsync(WithdrawProposalRequest request, UnitOfWork unit)
    {
        if (Required.Text(request.Reason, "reason", 500) is { } bad)
            return bad;
        var own = !unit.Caller.Is(Role.ProposalsOffice);
        var loaded = own
            ? await ProposalRow.LoadOwnForAsync(unit, request.Name, request.Etag, ProposalMove.Withdraw)
            : await ProposalRow.LoadForAsync(unit, request.Name, request.Etag, ProposalMove.Withdraw);
        if (!loaded.Decided(out var proposal, out var refusal))
            return refusal;
        if (await Handling.IsRepliedAsync(unit, proposal.Id))
            return IntakeRefusals.AlreadyReplied;
        if (
            await unit.OneAsync<string>(
                "SELECT id FROM proposals WHERE committee = @committee AND merged_into <> '' AND merged_into = @Id",
                new { committee = unit.Committee, proposal.Id }
            )
            is not null
        )
            return IntakeRefusals.MergedIntoIt;
        proposal = proposal with { Opinion = request.Reason };
        return await proposal.Save(unit, new ProposalWithdrawn { Proposal = proposal.Id }).ToMessageAsync(unit);
    }
}
