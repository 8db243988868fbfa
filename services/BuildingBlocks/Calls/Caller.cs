using Proposals.Directory.V1;

namespace Proposals.BuildingBlocks;

/// <summary>The caller of an RPC. It is decided from the sign-in session, never from the request.</summary>
/// <param name="Account">
/// Id of the account: "system" for timers and consumers, "anonymous" without a token. Another service has its own name,
/// or "service" without TLS.
/// </param>
/// <param name="Committee">Id of its committee; empty for another service.</param>
/// <param name="Roles">The account's roles.</param>
/// <param name="Member">Id of the proposer it acts for; empty when none.</param>
/// <param name="Unit">Id of the handling unit it acts for; empty when none.</param>
public sealed record Caller(
    string Account,
    string Committee,
    IReadOnlyList<Role> Roles,
    string Member = "",
    string Unit = ""
)
{
    /// <summary>The suite itself, on behalf of a committee.</summary>
    public static Caller System(string committee) => new("system", committee, []);

    /// <summary>Another service, which reads journals of all committees.</summary>
    public static Caller OfService(string name) => new(name, "", [Role.Service]);

    /// <summary>A caller without a token. It sees only what the committee has published.</summary>
    public static Caller Anonymous(string committee) => new("anonymous", committee, []);

    /// <summary>True when the caller has at least one of the roles.</summary>
    public bool Is(params ReadOnlySpan<Role> roles)
    {
        foreach (var role in roles)
        {
            if (Roles.Contains(role))
                return true;
        }

        return false;
    }
}
