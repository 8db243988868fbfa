using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>Lists the contacts of an assignment visible to the caller, newest first.</summary>
internal static class ListContacts
{
    public static async Task<Decision<ListContactsResponse>> HandleAsync(ListContactsRequest request, Query query)
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        if (
            !(await AssignmentRow.LoadAsync(query, request.Assignment, "assignment")).Decided(
                out var assignment,
                out refusal
            )
        )
            return refusal;
        var (rows, next) = page.Cut(await ContactRow.PageAsync(query, page, assignment.Id), r => r.Id);
        var response = new ListContactsResponse { NextPageToken = next };
        response.Contacts.AddRange(rows.Select(r => r.ToMessage(query.Committee)));
        return response;
    }
}
