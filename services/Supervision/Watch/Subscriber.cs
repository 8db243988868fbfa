using System.Data.Common;
using System.Globalization;
using Dapper;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Supervision;

/// <summary>As whom a caller hears of cases.</summary>
/// <param name="All">Hears of every case that was submitted.</param>
/// <param name="Member">The proposer he is; empty when none.</param>
/// <param name="Unit">The unit he handles for; empty when none.</param>
internal readonly record struct Subscriber(bool All, string Member, string Unit)
{
    /// <summary>The caller's.</summary>
    public static Subscriber Of(Caller caller) =>
        new(
            caller.Is(SupervisionRpc.Watchers),
            caller.Is(Role.Member) ? caller.Member : "",
            caller.Is(Role.HandlingUnit) ? caller.Unit : ""
        );
}
