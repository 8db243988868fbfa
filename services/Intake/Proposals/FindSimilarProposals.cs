using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>查重: which of the newest proposals that the caller may know of have a like 案由, and by which words.</summary>
internal static class FindSimilarProposals
{
    private const int MaxCharacters = 200,
        MaxLimit = 20,
        DefaultLimit = 5;

    public static async Task<Decision<FindSimilarProposalsResponse>> HandleAsync(
        FindSimilarProposalsRequest request,
        Query query
    )
    {
        if (Input.Text(request.Subject, "subject", MaxCharacters) is { } bad)
            return bad;
        if (Input.Length(request.Subject) < 2)
            return CommonRefusals.FieldInvalid.On("subject", "请至少输入两个字。");
        if (request.Limit is < 0 or > MaxLimit)
            return CommonRefusals.FieldInvalid.On("limit", $"最多 {MaxLimit} 件。");
        var leaveOut = "";
        if (
            request.LeaveOut.Length > 0
            && !ResourceName
                .Id(request.LeaveOut, query.Committee, "proposals", "leave_out")
                .Decided(out leaveOut, out var refusal)
        )
            return refusal;

        var response = new FindSimilarProposalsResponse();
        foreach (
            var like in SubjectSimilarity.Rank(
                request.Subject,
                await ProposalRow.SubjectsAsync(query, leaveOut),
                request.Limit == 0 ? DefaultLimit : request.Limit
            )
        )
        {
            // Between the two looks it may have gone; then it is not shown.
            if (
                !(await ProposalRow.LoadAsync(query, ResourceName.Of(query.Committee, "proposals", like.Id))).Decided(
                    out var proposal,
                    out _
                )
            )
                continue;
            response.Proposals.Add(
                new SimilarProposal
                {
                    Proposal = proposal.ToMessage(
                        query.Committee,
                        new ProposalText { Subject = proposal.Subject },
                        [],
                        []
                    ),
                    Similarity = like.Similarity,
                    Shared = { like.Shared },
                }
            );
        }

        return response;
    }
}
