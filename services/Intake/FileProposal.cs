using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>立案 (T27, T34): under the next case number of its session. Numbers have no gap and no double, whoever files at the same time.</summary>
internal static class FileProposal
{
    public static async Task<Decision<Proposal>> HandleAsync(FileProposalRequest request, UnitOfWork unit)
    {
        if (
            !(await ProposalRow.LoadForAsync(unit, request.Name, request.Etag, ProposalMove.File)).Decided(
                out var proposal,
                out var refusal
            )
        )
            return refusal;
        if (await DirectoryCopy.PolicyAsync(unit, proposal.PolicyVersion) is not { } policy)
            return CommonRefusals.NotFound;
        var category = request.Category.Length > 0 ? request.Category : proposal.Category;
        if (TextRules.RefusesCategory(category, policy) is { } no)
            return no;
        return await proposal
            .Save(
                unit,
                new ProposalFiled
                {
                    Proposal = proposal.Id,
                    Session = proposal.Session,
                    CaseNumber = await Numbers.NextAsync(unit, proposal.Session, Numbers.Case),
                    Category = category,
                    SessionKind = proposal.SessionKind,
                    Subject = proposal.Subject,
                    Proposers = { proposal.Lead, await proposal.CoSignersAsync(unit) },
                    PolicyVersion = proposal.PolicyVersion,
                    Suggestions = proposal.Suggestions,
                    MayPublish = proposal.MayPublish,
                }
            )
            .ToMessageAsync(unit);
    }
}
