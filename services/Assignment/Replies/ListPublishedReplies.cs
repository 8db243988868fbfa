using Google.Protobuf.WellKnownTypes;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// Lists the public part of the replies to a proposal: delivered ones, as far as both the proposer and the unit agree;
/// the stricter decides. A proposal that is not published (no consent, withdrawn, merged, not filed) is NOT_FOUND.
/// </summary>
internal static class ListPublishedReplies
{
    private static readonly string Published = Sql.Of(
        $"""
        SELECT r.id, a.unit, a.round, u.title, r.document_number, r.outcome_class, r.disclosure, r.text, r.answers,
          r.summary, r.delivered_at
        FROM replies r
          JOIN assignments a ON a.committee = r.committee AND a.id = r.assignment
          LEFT JOIN units u ON u.committee = a.committee AND u.id = a.unit
        WHERE r.committee = @committee AND a.proposal = @id AND r.state = {ReplyState.Delivered}
          AND (r.disclosure = {Disclosure.Full} OR (r.disclosure = {Disclosure.Summary} AND r.summary <> ''))
          AND r.id > @After
        ORDER BY r.id LIMIT @Limit
        """
    );

    public static async Task<Decision<ListPublishedRepliesResponse>> HandleAsync(
        ListPublishedRepliesRequest request,
        Query query
    )
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        if (
            !ResourceName
                .Id(request.Proposal, query.Committee, "proposals", "proposal")
                .Decided(out var id, out refusal)
        )
            return refusal;
        if (await FiledProposalRow.OfAsync(query, id) is not { IsPublished: true } proposal)
            return CommonRefusals.NotFound;
        var policy = await DirectoryCopy.PolicyAsync(query, proposal.PolicyVersion);
        page = page with { Size = Math.Min(page.Size, ReplyRow.MaxRows) };
        var found = await query.ManyAsync<PublishedRow>(
            Published,
            new
            {
                committee = query.Committee,
                id,
                page.After,
                page.Limit,
            }
        );
        page = page with { Size = ReplyRow.Fitting(page.Size, found.Select(r => r.Text.Length + r.Answers.Length)) };
        var (rows, next) = page.Cut(found, r => r.Id);
        var response = new ListPublishedRepliesResponse { NextPageToken = next };
        response.Replies.AddRange(
            rows.Select(r =>
                r.ToMessage(
                    policy?.OutcomeClasses.FirstOrDefault(c => c.Code == r.OutcomeClass)?.Label ?? r.OutcomeClass
                )
            )
        );
        return response;
    }

    private sealed record PublishedRow
    {
        public string Id { get; init; } = "";
        public string Unit { get; init; } = "";
        public int Round { get; init; }
        public string? Title { get; init; }
        public string DocumentNumber { get; init; } = "";
        public string OutcomeClass { get; init; } = "";
        public Disclosure Disclosure { get; init; }
        public string Text { get; init; } = "";
        public string Answers { get; init; } = "";
        public string Summary { get; init; } = "";
        public DateTimeOffset DeliveredAt { get; init; }

        public PublishedReply ToMessage(string outcome)
        {
            var full = Disclosure == Disclosure.Full;
            var message = new PublishedReply
            {
                Unit = Title ?? Unit,
                Round = Round,
                DocumentNumber = DocumentNumber,
                Outcome = outcome,
                Disclosure = Disclosure,
                Text = full ? Text : Summary,
                DeliveredAt = Timestamp.FromDateTimeOffset(DeliveredAt),
            };
            if (full)
                message.Answers.AddRange(ReplyRow.SplitAnswers(Answers));
            return message;
        }
    }
}
