using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// 立案 (handbook T27, T34): gives an examined proposal the next case number of its session. Concurrent filings leave
/// no gap and no duplicate.
/// </summary>
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
        var coSigners = await proposal.CoSignersAsync(tx);
        return await proposal
            .Save(
                tx,
                ProposalMove.File,
                new ProposalFiled
                {
                    Proposal = proposal.Id,
                    Session = proposal.Session,
                    CaseNumber = await CaseNumbers.NextAsync(tx, proposal.Session, CaseNumbers.Case),
                    Category = category,
                    SessionKind = proposal.SessionKind,
                    Subject = proposal.Subject,
                    Proposers = { proposal.Lead, coSigners },
                    PolicyVersion = proposal.PolicyVersion,
                    Suggestions = proposal.Suggestions,
                    MayPublish = proposal.MayPublish,
                }
            )
            .ToMessageAsync(tx, coSigners);
    }
}
