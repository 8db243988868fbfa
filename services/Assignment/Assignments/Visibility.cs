using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Assignments;

/// <summary>The caller's values for the visibility clauses of the tables.</summary>
internal static class Visibility
{
    /// <summary>1 for callers who see every case of their committee.</summary>
    public static int Office(IRead read) =>
        read.Caller.Is(Role.HandOverOffice, Role.ProposalsOffice, Role.Supervisor, Role.Leader) ? 1 : 0;

    /// <summary>Id of the unit that the caller handles for; empty when none.</summary>
    public static string Unit(IRead read) => read.Caller.Is(Role.HandlingUnit) ? read.Caller.Unit : "";

    /// <summary>Id of the caller's proposer; empty when none.</summary>
    public static string Member(IRead read) => read.Caller.Is(Role.Member) ? read.Caller.Member : "";
}
