using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>Shows the tasks and due dates that a hand-over would give now (handbook T43).</summary>
internal static class PreviewHandOver
{
    public static async Task<Decision<PreviewHandOverResponse>> HandleAsync(PreviewHandOverRequest request, Query query)
    {
        var planned = await HandOverPlan.LoadAsync(
            query,
            request.Proposal,
            request.Mode,
            request.LeadUnit,
            request.OtherUnits
        );
        if (!planned.Decided(out var plan, out var refusal))
            return refusal;

        var response = new PreviewHandOverResponse();
        foreach (var task in plan.Tasks)
        {
            var dues = plan.DuesOf(task, query.Now);
            response.Tasks.Add(
                new PlannedTask
                {
                    Unit = ResourceName.Of(query.Committee, "units", task.Unit),
                    Role = task.Role,
                    AcknowledgeDue = dues.Acknowledge.Due,
                    ReturnDue = dues.Return.Due,
                    Due = dues.Answer.Due,
                }
            );
        }

        return response;
    }
}
