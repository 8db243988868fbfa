using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>立案 (T27, T34): under the next case number of its session. Numbers have no gap and no double, whoever files at the same time.</summary>
internal static class FileProposal
{
    public static async Task<Decision<Proposal>> HandleAsync(FileProposalRequest request, Transaction tx)
    {
        if (
            !(await ProposalRow.LoadForAsync(tx, request.Name, request.Etag, ProposalMove.File)).Decided(
                out var proposal,
                out var refusal
            )
        )
            return refusal;
        if (await DirectoryCopy.PolicyAsync(tx, proposal.PolicyVersion) is not { } policy)
            return CommonRefusals.NotFound;
        var category = request.Category.Length > 0 ? request.Category : proposal.Category;
        if (TextRules.RefusesCategory(category, policy) is { } no)
            return no;
        return await proposal
            .Save(
                tx,
                new ProposalFiled
                {
                    Proposal = proposal.Id,
                    Session = proposal.Session,
                    CaseNumber = await CaseNumbers.NextAsync(tx, proposal.Session, CaseNumbers.Case),
                    Category = category,
                    SessionKind = proposal.SessionKind,
                    Subject = proposal.Subject,
                    Proposers = { proposal.Lead, await proposal.CoSignersAsync(tx) },
                    PolicyVersion = proposal.PolicyVersion,
                    Suggestions = proposal.Suggestions,
                    MayPublish = proposal.MayPublish,
                }
            )
            .ToMessageAsync(tx);
    }
}
