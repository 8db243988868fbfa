using Google.Protobuf;
using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// 立案 (handbook T27, T34): gives an examined proposal the next case number of its session, and records the intended
/// units, the decision on publication and who decided. Concurrent filings leave no gap and no duplicate.
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
        if (FilingRules.RefusesBody(request.FilingBody, proposal, policy) is { } unfit)
            return unfit;
        if (!FilingRules.Publication(request, proposal.MayPublish).Decided(out var publication, out refusal))
            return refusal;
        if (!(await FilingRules.UnitsAsync(tx, request.IntendedUnits)).Decided(out var units, out refusal))
            return refusal;

        var opened = publication == PublicationDecision.Open;
        if (publication == PublicationDecision.Closed)
            proposal = proposal with { NotPublicReason = request.PublicationReason };
        var coSigners = await proposal.CoSignersAsync(tx);
        var filed = proposal.Save(
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
                MayPublish = opened || (proposal.MayPublish && publication != PublicationDecision.Closed),
                IntendedUnits = { units },
                Publication = publication,
                FilingBody = request.FilingBody,
                ConsentHash = opened ? TextHash.Of(request.PublicationConsent) : ByteString.Empty,
            }
        );
        if (opened)
            OpinionRow.Keep(tx, filed, ProposalMove.File, request.PublicationConsent);
        return await filed.ToMessageAsync(tx, coSigners);
    }
}
