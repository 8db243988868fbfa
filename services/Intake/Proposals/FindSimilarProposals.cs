using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// 查重: finds the newest proposals visible to the caller with a similar 案由, and the words they share.
/// </summary>
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
        if (
            !ResourceName
                .IdOrEmpty(request.LeaveOut, query.Committee, "proposals", "leave_out")
                .Decided(out var leaveOut, out var refusal)
        )
            return refusal;

        var like = SubjectSimilarity.Rank(
            request.Subject,
            await ProposalRow.SubjectsAsync(query, leaveOut),
            request.Limit == 0 ? DefaultLimit : request.Limit
        );
        var rows = (await ProposalRow.ByIdsAsync(query, [.. like.Select(l => l.Id)])).ToDictionary(p => p.Id);

        var response = new FindSimilarProposalsResponse();
        // A proposal may have disappeared between the two queries; then it is not shown.
        foreach (var found in like.Where(l => rows.ContainsKey(l.Id)))
        {
            var proposal = rows[found.Id];
            response.Proposals.Add(
                new SimilarProposal
                {
                    Proposal = proposal.ToHeading(query, []),
                    Similarity = found.Similarity,
                    Shared = { found.Shared },
                }
            );
        }

        return response;
    }
}
