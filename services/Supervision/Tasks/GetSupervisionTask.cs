using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>Returns a supervision task of a case that the caller reads.</summary>
internal static class GetSupervisionTask
{
    public static async Task<Decision<SupervisionTask>> HandleAsync(GetSupervisionTaskRequest request, Query query)
    {
        if (!(await SupervisionTaskRow.LoadAsync(query, request.Name, "name")).Decided(out var task, out var refusal))
            return refusal;
        if (!(await LocalToday.OfAsync(query)).Decided(out var today, out refusal))
            return refusal;
        return task.ToMessage(query.Committee, today);
    }
}
