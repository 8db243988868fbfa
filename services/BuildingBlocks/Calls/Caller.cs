using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Google.Protobuf;
using Proposals.Directory.V1;
using Calendar = Proposals.Directory.V1.Calendar;

namespace Proposals.BuildingBlocks;

/// <summary>Who is calling, decided from the sign-in session and never from the request.</summary>
/// <param name="Account">Id of the account; "system" for timers and consumers, "anonymous" without a token; of another service its name, or "service" without TLS.</param>
/// <param name="Committee">Id of its committee; empty for another service.</param>
/// <param name="Roles">What it may do.</param>
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

    /// <summary>Somebody without a token, who asks for what a committee has published.</summary>
    public static Caller Anonymous(string committee) => new("anonymous", committee, []);

    /// <summary>It has one of the roles.</summary>
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
