using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>Lists the records of a supervision task, newest first.</summary>
internal static class ListSupervisionRecords
{
    public static async Task<Decision<ListSupervisionRecordsResponse>> HandleAsync(
        ListSupervisionRecordsRequest request,
        Query query
    )
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        if (!(await SupervisionTaskRow.LoadAsync(query, request.Task, "task")).Decided(out var task, out refusal))
            return refusal;

        var (rows, next) = page.Cut(await SupervisionRecordRow.PageAsync(query, page, task.Id), r => r.Id);
        var response = new ListSupervisionRecordsResponse { NextPageToken = next };
        response.Records.AddRange(rows.Select(r => r.ToMessage(query.Committee)));
        return response;
    }
}
