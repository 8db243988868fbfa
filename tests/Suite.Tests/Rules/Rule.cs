using System.Text.Json;
using System.Text.Json.Serialization;

namespace Proposals.Suite.Tests;

/// <summary>What the suite has of one rule of the handbook. The files beside this one are kept by hand.</summary>
internal sealed record Rule
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The rule's number in the handbook, for example T27, or words that the section has.</summary>
    public required string Id { get; init; }

    /// <summary>The rule in a few Chinese words.</summary>
    public required string Title { get; init; }

    /// <summary>RPCs as the contract names them: package.Service/Method.</summary>
    public IReadOnlyList<string> Rpcs { get; init; } = [];

    /// <summary>Routes of the portal.</summary>
    public IReadOnlyList<string> Pages { get; init; } = [];

    /// <summary>Tests that assert it: Project/Class.Method.</summary>
    public IReadOnlyList<string> Tests { get; init; } = [];

    /// <summary>Fields of messages: package.Message.field.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>Lines of the policy profile: fields of PolicyProfile.</summary>
    public IReadOnlyList<string> Profile { get; init; } = [];

    /// <summary>Routes of the portal that print a field on paper.</summary>
    public IReadOnlyList<string> Papers { get; init; } = [];

    /// <summary>What is missing, in a few Chinese words; empty when nothing is, or when nothing is built.</summary>
    public string Missing { get; init; } = "";

    /// <summary>How much of it is built. A field of a form that no paper shows is built in part.</summary>
    [JsonIgnore]
    public Verdict Verdict =>
        Rpcs.Count + Pages.Count + Tests.Count + Fields.Count + Profile.Count + Papers.Count == 0 ? Verdict.Missing
        : Missing.Length > 0 ? Verdict.Partly
        : Verdict.Built;

    /// <summary>The rules of a file, by section of the handbook.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<Rule>> Read(string file) =>
        JsonSerializer.Deserialize<Dictionary<string, IReadOnlyList<Rule>>>(
            File.ReadAllText(Path.Combine(Printed.Root, "tests/Suite.Tests/Rules", file)),
            Form
        )!;
}
