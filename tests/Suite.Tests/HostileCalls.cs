using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;
using Proposals.Channels;
using Proposals.Client;

namespace Proposals.Suite.Tests;

/// <summary>Who sends hostile input, and what stands in the fields beside it.</summary>
internal sealed partial class HostileCalls(Cast cast, Dictionary<string, string> plausible)
{
    // These end the sign-in, or count against the account, of the person who calls them.
    private static readonly string[] OfOthers = ["SignOut", "ChangePassword"];

    private static readonly Dictionary<string, string> Roles = ReadRoles();

    /// <summary>Every RPC that answers once.</summary>
    public static IReadOnlyList<MethodDescriptor> Unary =>
        [.. Contract.Services.SelectMany(s => s.Methods).Where(m => !m.IsServerStreaming)];

    /// <summary>Calls of a suite in which a proposal is filed.</summary>
    public static async Task<HostileCalls> OfAsync(WholeSuite suite)
    {
        var proposal = (await suite.FiledAsync("夜间公交")).Name;
        return new HostileCalls(
            suite.Cast,
            new Dictionary<string, string>
            {
                ["etag"] = "",
                ["page_token"] = "",
                ["name"] = proposal,
                ["proposal"] = proposal,
                ["into"] = proposal,
                ["member"] = (await suite.Cast.MemberAsync(1)).Account.Member,
                ["session"] = (await suite.Cast.SessionAsync()).Name,
                ["date"] = "2026-03-04",
                ["until"] = "2026-03-04",
            }
        );
    }

    /// <summary>A plausible text for a field, by its name.</summary>
    public string Plausible(string field) =>
        field == "request_id" ? Call.NewId() : plausible.GetValueOrDefault(field, "甲");

    /// <summary>The authorization of a role that may call the RPC.</summary>
    public async Task<string> AuthorizationAsync(MethodDescriptor method)
    {
        var login = OfOthers.Contains(method.Name)
            ? "member9"
            : Roles.GetValueOrDefault($"{method.Service.Name}.{method.Name}", "office");
        return (await cast.OfAsync(login)).Authorization!;
    }

    /// <summary>True for a sentence in Chinese.</summary>
    public static bool IsChinese(string sentence) => Chinese().IsMatch(sentence);

    // By RPC, the first role of docs/authz.csv that may call it.
    private static Dictionary<string, string> ReadRoles()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "buf.yaml")))
            folder = Path.GetDirectoryName(folder)!;
        var lines = File.ReadAllLines(Path.Combine(folder, "docs", "authz.csv")).Select(l => l.Split(',')).ToList();
        return lines
            .Skip(1)
            .Where(l => l.Contains("yes"))
            .ToDictionary(l => l[0], l => lines[0][Array.IndexOf(l, "yes")], StringComparer.Ordinal);
    }

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Chinese();
}
