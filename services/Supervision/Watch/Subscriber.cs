using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Supervision;

/// <summary>The identity under which a caller receives changes.</summary>
/// <param name="All">True when it receives changes of every submitted case.</param>
/// <param name="Member">Its proposer; empty when none.</param>
/// <param name="Unit">The unit it handles for; empty when none.</param>
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
