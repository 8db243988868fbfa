using System.Globalization;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>Lists what was said and decided about a commitment visible to the caller, oldest first.</summary>
internal static class ListCommitmentEntries
{
    public static async Task<Decision<ListCommitmentEntriesResponse>> HandleAsync(
        ListCommitmentEntriesRequest request,
        Query query
    )
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        if (
            !(await CommitmentRow.LoadAsync(query, request.Commitment, "commitment")).Decided(
                out var commitment,
                out refusal
            )
        )
            return refusal;
        var (rows, next) = page.Cut(
            await CommitmentEntryRow.PageAsync(query, page, commitment.Id),
            r => r.Version.ToString(CultureInfo.InvariantCulture)
        );
        var response = new ListCommitmentEntriesResponse { NextPageToken = next };
        response.Entries.AddRange(rows.Select(r => r.ToMessage()));
        return response;
    }
}
