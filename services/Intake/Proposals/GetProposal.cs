using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// Returns one proposal, with every opinion that was given on it and what the caller may decide on it; for offices also
/// with its examinations.
/// </summary>
internal static class GetProposal
{
    public static async Task<Decision<Proposal>> HandleAsync(GetProposalRequest request, Query query)
    {
        if (!(await ProposalRow.LoadAsync(query, request.Name)).Decided(out var proposal, out var refusal))
            return refusal;
        var message = await proposal.ToMessageAsync(query);
        message.RedirectedAs = await ImportedCase.PassedOnAsync(query, proposal) ?? "";
        if (
            proposal.State == ProposalState.NotFiled
            && await ProposalRow.TakingUpAsync(query, proposal.Id) is { } next
            && await ProposalRow.ByIdAsync(query, next.Id) is not null
        )
            message.TakenUpBy = ResourceName.Of(query.Committee, "proposals", next.Id);
        message.Moves.AddRange(await OfferedMoves.OfAsync(query, proposal));
        // Other readers see the text, but not the opinions: those are for its proposers and the office.
        if (
            proposal.IsLedBy(query.Caller)
            || Readers.IsOffice(query.Caller)
            || (await proposal.CoSignersAsync(query)).Contains(query.Caller.Member)
        )
            message.Opinions.AddRange(await OpinionRow.ListAsync(query, proposal.Id));
        // The examination form is the offices' own.
        if (Readers.IsOffice(query.Caller))
            message.Examinations.AddRange(await ExaminationRow.ListAsync(query, proposal.Id));
        return message;
    }
}
