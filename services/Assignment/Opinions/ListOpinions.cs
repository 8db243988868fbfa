using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// Lists the co-handling opinions on a case, oldest first, for the units handling it and the offices. The lead unit
/// reads which it may send back.
/// </summary>
internal static class ListOpinions
{
    // Whole texts: this number of them fits into the 4 MB that a client accepts by default.
    private const int MaxRows = 50;

    public static async Task<Decision<ListOpinionsResponse>> HandleAsync(ListOpinionsRequest request, Query query)
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        if (!(await FiledProposalRow.LoadAsync(query, request.Proposal)).Decided(out var proposal, out refusal))
            return refusal;
        page = page with { Size = Math.Min(page.Size, MaxRows) };
        var (rows, next) = page.Cut(await OpinionRow.PageAsync(query, page, proposal.Id), r => r.Id);
        var response = new ListOpinionsResponse { NextPageToken = next };
        var ofCase = await AssignmentRow.OfCaseAsync(query, proposal.Id);
        foreach (var row in rows)
        {
            var opinion = row.ToMessage(query.Committee);
            if (await MaySendBackAsync(query, ofCase, row))
                opinion.Moves.Add(OpinionMove.SendBack);
            response.Opinions.Add(opinion);
        }

        return response;
    }

    // True when the caller's unit may send it back: the command decides by the same.
    private static async Task<bool> MaySendBackAsync(Query query, IReadOnlyList<AssignmentRow> ofCase, OpinionRow row)
    {
        if (OpinionMachine.Moves.Refuses(row.State, OpinionMove.SendBack) is not null)
            return false;
        var task = ofCase.Single(a => a.Id == row.Assignment);
        var lead = SendBackOpinion.LeadOf(ofCase, task.Round, Visibility.Unit(query));
        return lead is not null
            && SendBackOpinion.Refuses(task, lead, await OpinionRow.CountSentBackAsync(query, task.Id), query.Now)
                is null;
    }
}
