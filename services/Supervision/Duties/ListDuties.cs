using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>
/// Lists open duties with their lights, by due date (those without one last), then by id. Lights do not affect that
/// order, so a page token stays valid while lights change. A light is derived, so every page reads all open tasks and
/// commitments.
/// </summary>
internal static class ListDuties
{
    private static readonly string Open = $"""
        {AssignmentFacts.Table.Select} AND {AssignmentFacts.IsOpen}
          AND (@unit = '' OR a.unit = @unit) AND (@proposal = '' OR a.proposal = @proposal)
          AND {AssignmentFacts.OfOpenCase}
        """;

    // What was promised is owed after 办结 too.
    private static readonly string Promised = $"""
        {CommitmentFacts.Table.Select} AND {CommitmentFacts.IsOpen}
          AND (@unit = '' OR m.unit = @unit) AND (@proposal = '' OR m.proposal = @proposal)
        """;

    public static async Task<Decision<ListDutiesResponse>> HandleAsync(ListDutiesRequest request, Query query)
    {
        if (!Page.Of(request.PageSize, request.PageToken).Decided(out var page, out var refusal))
            return refusal;
        var (unit, proposal) = ("", "");
        if (
            request.Unit.Length > 0
            && !ResourceName.Id(request.Unit, query.Committee, "units", "unit").Decided(out unit, out refusal)
        )
            return refusal;
        if (
            request.Proposal.Length > 0
            && !ResourceName
                .Id(request.Proposal, query.Committee, "proposals", "proposal")
                .Decided(out proposal, out refusal)
        )
            return refusal;
        var response = new ListDutiesResponse();
        var subscriber = Subscriber.Of(query.Caller);
        // An empty unit would mean all units, so an account that acts for no unit sees nothing. Nor does a unit see
        // another's duties.
        if (!subscriber.All && (subscriber.Unit.Length == 0 || (unit.Length > 0 && unit != subscriber.Unit)))
            return response;

        var rules = await Rules.LoadAsync(query);
        var labels = await Labels.LoadAsync(query, rules.InForce);
        var duties = (await OpenAsync(query, subscriber.All ? unit : subscriber.Unit, proposal))
            .Where(d => d.IsOpen)
            .Select(d => (Key: KeyOf(d), Duty: d))
            .OrderBy(d => d.Key, StringComparer.Ordinal)
            .Where(d => string.CompareOrdinal(d.Key, page.After) > 0)
            .Where(d =>
                request.Light == Light.Unspecified
                || WarningLight.Of(d.Duty, query.Now, rules.Of(d.Duty.Assignment.PolicyVersion), rules.Calendar).Light
                    == request.Light
            )
            .Take(page.Limit)
            .ToList();
        var (rows, next) = page.Cut(duties, d => d.Key);
        response.NextPageToken = next;
        var late = await LateOpinions.LoadAsync(query, subscriber.All ? unit : subscriber.Unit);
        response.Duties.AddRange(
            rows.Select(d =>
                d.Duty.ToMessage(query.Committee, labels, rules, query.Now, late[d.Duty.Assignment.Proposal])
            )
        );
        return response;
    }

    private static string KeyOf(UnitDuty duty) =>
        $"{(duty.DueDate.Length > 0 ? duty.DueDate : "9999-99-99")}/{duty.Id}";

    private static async Task<IEnumerable<UnitDuty>> OpenAsync(IRead read, string unit, string proposal)
    {
        var args = new
        {
            committee = read.Committee,
            unit,
            proposal,
        };
        var tasks = await AssignmentFacts.Table.ManyAsync(read, Open, args);
        var commitments = await CommitmentFacts.Table.ManyAsync(read, Promised, args);
        return tasks.SelectMany(a => UnitDuty.Of(a, isOver: false)).Concat(commitments.SelectMany(UnitDuty.Of));
    }
}
