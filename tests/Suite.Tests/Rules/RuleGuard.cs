using System.Reflection;
using System.Text.RegularExpressions;
using Proposals.Channels;
using Proposals.Directory.V1;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>Finds what a table of rules says and is not so. A fault is one sentence that names the rule.</summary>
internal static partial class RuleGuard
{
    private static readonly HashSet<string> Rpcs =
    [
        .. Contract.Services.SelectMany(s => s.Methods).Select(m => $"{m.Service.FullName}/{m.Name}"),
    ];

    private static readonly HashSet<string> Fields =
    [
        .. Contract
            .Files.SelectMany(f => f.MessageTypes)
            .SelectMany(m => m.Fields.InDeclarationOrder().Select(f => $"{m.FullName}.{f.Name}")),
    ];

    private static readonly HashSet<string> Profile =
    [
        .. PolicyProfile.Descriptor.Fields.InDeclarationOrder().Select(f => f.Name),
    ];

    private static readonly HashSet<string> Pages =
    [
        .. Route()
            .Matches(File.ReadAllText(Path.Combine(Printed.Root, "services/Portal/src/places.tsx")))
            .Select(m => m.Groups[1].Value),
    ];

    private static readonly Lazy<HashSet<string>> Written = new(() =>
        [
            .. Folders
                .EnumerateFiles(Path.Combine(Printed.Root, "tests"), "*.cs", SearchOption.AllDirectories)
                .Select(f =>
                    Path.GetRelativePath(Path.Combine(Printed.Root, "tests"), f).Split(Path.DirectorySeparatorChar)
                )
                .Where(p => p[0].EndsWith(".Tests", StringComparison.Ordinal) && p[1] is not "obj" and not "bin")
                .SelectMany(p =>
                    TestsOf(File.ReadLines(Path.Combine([Printed.Root, "tests", .. p]))).Select(t => $"{p[0]}/{t}")
                ),
        ]
    );

    /// <summary>What the tables say of rules that are none, or leave out.</summary>
    public static IEnumerable<string> Missed(string what, IEnumerable<string> handbook, IEnumerable<string> tables)
    {
        var (expected, given) = (handbook.ToList(), tables.ToList());
        return
        [
            .. expected.Except(given).Select(r => $"{what} {r} stands in the handbook and not in the table"),
            .. given.Except(expected).Select(r => $"{what} {r} stands in the table and not in the handbook"),
            .. given.GroupBy(r => r).Where(g => g.Count() > 1).Select(g => $"{what} {g.Key} stands in the table twice"),
        ];
    }

    /// <summary>What a section of the handbook lists and the table does not, and the other way round.</summary>
    public static IEnumerable<string> Uncovered(HandbookText handbook, string section, IReadOnlyList<Rule> rules)
    {
        var words = handbook.Words(section);
        foreach (var rule in rules.Where(r => !words.Contains(r.Id, StringComparison.Ordinal)))
            yield return $"{section} {rule.Id}: the section of the handbook has no such words";
        foreach (var twice in rules.GroupBy(r => r.Id).Where(g => g.Count() > 1))
            yield return $"{section} {twice.Key} stands in the table twice";
        foreach (var piece in handbook.Pieces(section))
            if (
                !rules.Any(r =>
                    r.Id.Contains(piece, StringComparison.Ordinal) || piece.Contains(r.Id, StringComparison.Ordinal)
                )
            )
                yield return $"{section} {piece}: the handbook lists it, the table does not";
    }

    /// <summary>Names in an entry that do not exist, and verdicts without a ground.</summary>
    public static IEnumerable<string> Faults(string section, Rule rule)
    {
        var name = $"{section} {rule.Id}";
        foreach (var rpc in rule.Rpcs.Where(r => !Rpcs.Contains(r)))
            yield return $"{name}: the contract has no RPC {rpc}";
        foreach (var page in rule.Pages.Concat(rule.Papers).Where(p => !Pages.Contains(p)))
            yield return $"{name}: services/Portal/src/places.tsx has no route {page}";
        foreach (var field in rule.Fields.Where(f => !Fields.Contains(f)))
            yield return $"{name}: the contract has no field {field}";
        foreach (var line in rule.Profile.Where(p => !Profile.Contains(p)))
            yield return $"{name}: PolicyProfile has no field {line}";
        foreach (var test in rule.Tests.Where(t => !IsTest(t)))
            yield return $"{name}: there is no test {test}";
        if (rule.Verdict == Verdict.Built && rule.Tests.Count == 0)
            yield return $"{name}: it is called built and no test asserts it";
        if (rule.Verdict == Verdict.Missing && rule.Missing.Length > 0)
            yield return $"{name}: it names nothing that is built, and yet something that is missing";
        if (rule.Title.Length is 0 or > 60)
            yield return $"{name}: its title has 1 to 60 characters";
    }

    /// <summary>Whether Project/Class.Method is a test that runs.</summary>
    private static bool IsTest(string test)
    {
        if (test.Split('/', '.') is not [var project, "Tests", var type, var method])
            return false;
        if ($"{project}.Tests" != typeof(RuleGuard).Assembly.GetName().Name!["Proposals.".Length..])
            return Written.Value.Contains(test);
        return typeof(RuleGuard)
            .Assembly.GetTypes()
            .Where(t => t.Name == type)
            .Select(t => t.GetMethod(method)?.GetCustomAttribute<FactAttribute>())
            .Any(f => f is { Skip: null });
    }

    /// <summary>
    /// Class.Method of every test in a source file. A test belongs to the class that is declared last above it.
    /// </summary>
    internal static IEnumerable<string> TestsOf(IEnumerable<string> source)
    {
        var (type, runs) = ("", false);
        foreach (var line in source)
        {
            if (Class().Match(line) is { Success: true } declared)
                type = declared.Groups[1].Value;
            else if (Mark().IsMatch(line))
                runs = !line.Contains("Skip", StringComparison.Ordinal);
            else if (runs && Method().Match(line) is { Success: true } method)
            {
                yield return $"{type}.{method.Groups[1].Value}";
                runs = false;
            }
        }
    }

    [GeneratedRegex("path: '([^']+)'")]
    private static partial Regex Route();

    [GeneratedRegex(@"^\s*(?:public|internal) [\w ]*\bclass (\w+)")]
    private static partial Regex Class();

    [GeneratedRegex(@"^\s*\[(?:Fact|Theory)\b")]
    private static partial Regex Mark();

    [GeneratedRegex(@"^\s*public [\w<> ]*?(\w+)(?:<\w+>)?\(")]
    private static partial Regex Method();
}
