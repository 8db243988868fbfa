using Google.Protobuf.Reflection;
using Proposals.Channels;
using Proposals.Client;

namespace Proposals.TestKit;

/// <summary>Who sends hostile input, and what stands in the fields beside it.</summary>
public sealed class HostileCalls(Cast cast, IReadOnlyDictionary<string, string> plausible)
{
    // These end the sign-in, or count against the account, of the person who calls them.
    private static readonly string[] OfOthers = ["SignOut", "ChangePassword"];

    /// <summary>Every RPC that answers once.</summary>
    public static IReadOnlyList<MethodDescriptor> Unary =>
        [.. Contract.Services.SelectMany(s => s.Methods).Where(m => !m.IsServerStreaming)];

    /// <summary>Calls in a committee in which this proposal is filed.</summary>
    public static async Task<HostileCalls> OfAsync(Cast cast, string proposal) =>
        new(
            cast,
            new Dictionary<string, string>
            {
                ["etag"] = "",
                ["page_token"] = "",
                ["name"] = proposal,
                ["proposal"] = proposal,
                ["into"] = proposal,
                ["member"] = (await cast.MemberAsync(1)).Account.Member,
                ["session"] = (await cast.SessionAsync()).Name,
                ["date"] = "2026-03-04",
                ["until"] = "2026-03-04",
            }
        );

    /// <summary>The name of an RPC in docs/authz.csv.</summary>
    public static string NameOf(MethodDescriptor method) => $"{method.Service.Name}.{method.Name}";

    /// <summary>The path of an RPC at the gateway.</summary>
    public static string PathOf(MethodDescriptor method) => $"/{method.Service.FullName}/{method.Name}";

    /// <summary>True for an RPC that changes its caller: session or password.</summary>
    public static bool IsOnCaller(MethodDescriptor method) => OfOthers.Contains(method.Name);

    /// <summary>A plausible text for a field, by its name.</summary>
    public string Plausible(string field) =>
        field == "request_id" ? Call.NewId() : plausible.GetValueOrDefault(field, "甲");

    /// <summary>The authorization of the first role that may call the RPC.</summary>
    public async Task<string> AuthorizationAsync(MethodDescriptor method)
    {
        var login = IsOnCaller(method) ? "member9" : Rights.Of(NameOf(method))?.FirstOrDefault() ?? "office";
        return (await cast.OfAsync(login)).Authorization!;
    }
}
