using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// Lists the invitations of a proposal that the caller leads (the office: of any), or the caller's own.
/// </summary>
internal static class ListInvitations
{
    public static async Task<Decision<ListInvitationsResponse>> HandleAsync(ListInvitationsRequest request, Query query)
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        var (proposal, member) = ("", query.Caller.Member);
        if (request.Proposal.Length > 0)
        {
            if (!(await ProposalRow.LoadAsync(query, request.Proposal, "proposal")).Decided(out var row, out refusal))
                return refusal;
            (proposal, member) = (
                row.Id,
                row.Lead == query.Caller.Member || query.Caller.Is(Role.ProposalsOffice) ? "" : query.Caller.Member
            );
        }
        else if (member.Length == 0)
        {
            return CommonRefusals.FieldRequired.On("proposal");
        }

        var (rows, next) = page.Cut(await InvitationRow.PageAsync(query, page, proposal, member), r => r.Id);
        var response = new ListInvitationsResponse { NextPageToken = next };
        response.Invitations.AddRange(rows.Select(r => r.ToMessage(query.Committee)));
        return response;
    }
}
