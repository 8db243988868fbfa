using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>Every version of a text, oldest first.</summary>
internal static class ListProposalVersions
{
    public static async Task<Decision<ListProposalVersionsResponse>> HandleAsync(
        ListProposalVersionsRequest request,
        Query query
    )
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        if (!(await ProposalRow.LoadAsync(query, request.Name)).Decided(out var proposal, out refusal))
            return refusal;
        var (rows, next) = page.Cut(
            await query.ManyAsync<Row>(
                "SELECT version, body, hash, saved_at FROM proposal_texts WHERE committee = @committee AND proposal = @Id AND version > @AfterNumber ORDER BY version LIMIT @Limit",
                new
                {
                    committee = query.Committee,
                    proposal.Id,
                    page.AfterNumber,
                    page.Limit,
                }
            ),
            r => $"{r.Version}"
        );
        var response = new ListProposalVersionsResponse { NextPageToken = next };
        response.Versions.AddRange(
            rows.Select(r => new ProposalVersion
            {
                Version = r.Version,
                Text = ProposalText.Parser.ParseFrom(r.Body),
                SavedAt = Timestamp.FromDateTimeOffset(r.SavedAt),
                TextHash = ByteString.CopyFrom(r.Hash),
            })
        );
        return response;
    }

    private sealed record Row
    {
        public long Version { get; init; }
        public byte[] Body { get; init; } = [];
        public byte[] Hash { get; init; } = [];
        public DateTimeOffset SavedAt { get; init; }
    }
}
