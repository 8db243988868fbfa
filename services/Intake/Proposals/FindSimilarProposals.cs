using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// 查重 (handbook T25): finds proposals that the caller may know of and whose 案由 or text is similar, and the phrases
/// they share. A text that the caller does not read in full is compared by its 案由 alone.
/// </summary>
internal static class FindSimilarProposals
{
    private const int MaxLimit = 20,
        DefaultLimit = 5;

    public static async Task<Decision<FindSimilarProposalsResponse>> HandleAsync(
        FindSimilarProposalsRequest request,
        Query query
    )
    {
        if (Input.Required(request.Subject, "subject") is { } bad)
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

        var wanted = await WrittenAsync(query, request.Subject, leaveOut);
        var candidates = await SimilarityTerms.FindAsync(query, wanted, leaveOut);
        var rows = await ProposalRow.ByIdsAsync(query, [.. candidates.Keys]);
        var texts = await ProposalTextRow.OfAsync(query, [.. candidates.Where(c => c.Value).Select(c => c.Key)]);
        var similar = rows.Select(row =>
                (
                    Row: row,
                    Text: texts.TryGetValue(row.Id, out var text)
                        ? ComparedText.Of(text)
                        : new ComparedText(row.Subject)
                )
            )
            .Select(other => (other.Row, other.Text, Similarity: wanted.SimilarityTo(other.Text)))
            .Where(other => other.Similarity >= ComparedText.Least)
            .OrderByDescending(other => other.Similarity)
            .ThenByDescending(other => other.Row.Id, StringComparer.Ordinal)
            .Take(request.Limit == 0 ? DefaultLimit : request.Limit);

        var response = new FindSimilarProposalsResponse();
        foreach (var (row, text, similarity) in similar)
            response.Proposals.Add(
                new SimilarProposal
                {
                    Proposal = row.ToHeading(query, []),
                    Similarity = similarity,
                    Shared = { wanted.SharedWith(text) },
                }
            );
        return response;
    }

    // The 案由 as typed, over the text as saved, as far as the caller reads it.
    private static async Task<ComparedText> WrittenAsync(Query query, string subject, string id)
    {
        if (id.Length == 0 || await ProposalRow.ByIdAsync(query, id) is not { } row)
            return new ComparedText(subject);
        var text = (await row.ToMessageAsync(query)).Text;
        text.Subject = subject;
        return ComparedText.Of(text);
    }
}
