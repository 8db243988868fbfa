using System.Text.Json;
using System.Text.RegularExpressions;
using Proposals.Channels;
using Shouldly;
using Xunit;

namespace Proposals.Architecture.Tests;

/// <summary>What CONTRIBUTING says of the repository is true.</summary>
public sealed partial class ContributingTests
{
    private static readonly string Text = Read("CONTRIBUTING.md");

    [Fact]
    public void The_recipe_of_a_service_names_the_files_that_every_service_has()
    {
        var recipe = Text[Text.IndexOf("### Add a service", StringComparison.Ordinal)..];
        recipe = recipe[..recipe.IndexOf("\n### ", StringComparison.Ordinal)];
        var common = Catalogue.Services.Select(FilesOf).Aggregate((a, b) => [.. a.Intersect(b)]);
        common.Count.ShouldBeGreaterThan(7);
        common.Where(f => !recipe.Contains($"`{f}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void The_printed_documents_are_all_named()
    {
        var printed = Source
            .Tracked.Where(f => f.StartsWith("docs/", StringComparison.Ordinal))
            .Where(f =>
                f.EndsWith(".csv", StringComparison.Ordinal) || Read(f).Contains("请勿手改", StringComparison.Ordinal)
            )
            .Append("docs/configuration.md")
            .ToList();
        printed.Count.ShouldBeGreaterThan(7);
        printed.Where(f => !Text.Contains($"`{Path.GetFileName(f)}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void The_version_of_Node_js_is_everywhere_that_of_the_portal()
    {
        using var package = JsonDocument.Parse(Read("services/Portal/package.json"));
        var least = package.RootElement.GetProperty("engines").GetProperty("node").GetString()!.TrimStart('>', '=');
        var named = Source
            .Tracked.Where(f => Kinds.Any(k => f.EndsWith(k, StringComparison.Ordinal)))
            .SelectMany(f => NodeVersion().Matches(Read(f)).Select(m => (File: f, Version: m.Groups[1].Value)))
            .ToList();
        named.Count.ShouldBeGreaterThan(7);
        named.Where(n => n.Version != least).ShouldBeEmpty();
    }

    [Fact]
    public void A_part_of_the_tests_builds_what_it_runs()
    {
        var script = Read("tests/run.sh");
        var parts = RunningWhatWasBuilt(script).ToList();
        parts.ShouldBe(["unit", "suite", "portal", "benchmark", "standalone", "manuals", "apart", "trust"]);
        Built().Match(script).Groups[1].Value.Split(" | ").ShouldBe(parts, ignoreOrder: true);
    }

    [Theory]
    [InlineData("part_a() {\n  dotnet test --no-build\n}\n", "a")]
    [InlineData("part_a() {\n  dotnet x/bin/Release/x.dll\n}\n", "a")]
    [InlineData("part_a() {\n  go\n}\ngo() {\n  CONFIGURATION=Release deploy/run-apart.sh up\n}\n", "a")]
    [InlineData("part_a() { check it; }\n", "")]
    public void The_guard_sees_a_part_that_runs_what_was_built(string script, string found) =>
        string.Join(' ', RunningWhatWasBuilt(script)).ShouldBe(found);

    /// <summary>The parts of tests/run.sh that run what was built.</summary>
    private static IEnumerable<string> RunningWhatWasBuilt(string script)
    {
        var bodies = Function().Matches(script).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
        return bodies
            .Keys.Where(n => n.StartsWith("part_", StringComparison.Ordinal) && n != "part_build")
            .Where(n => RunsWhatWasBuilt().IsMatch(With(n, [])))
            .Select(n => n["part_".Length..]);

        // A body with those of the functions that it calls, but not that of the build itself.
        string With(string name, HashSet<string> seen) =>
            string.Join(
                '\n',
                bodies
                    .Keys.Where(n => n is not ("built" or "finish") && Regex.IsMatch(bodies[name], $@"\b{n}\b"))
                    .Where(seen.Add)
                    .Select(n => With(n, seen))
                    .Prepend(bodies[name])
            );
    }

    [GeneratedRegex(@"^(\w+)\(\) \{(.*?)\}$(?=\n\w|\n\n|\n?\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Function();

    [GeneratedRegex("--no-build|bin/Release|CONFIGURATION=Release|tests/manuals.sh")]
    private static partial Regex RunsWhatWasBuilt();

    [GeneratedRegex(@"^\s*([a-z |]+)\) built ;;$", RegexOptions.Multiline)]
    private static partial Regex Built();

    private static readonly string[] Kinds = [".md", ".cs", ".targets", ".sh"];

    [GeneratedRegex(@"(?:\bNode\.js |<LeastNode>)(\d+(?:\.\d+)*)")]
    private static partial Regex NodeVersion();

    /// <summary>Names of the files in a service's two folders, with its own names left open.</summary>
    private static HashSet<string> FilesOf(ServiceEntry service) =>
        [
            .. Source
                .Tracked.Where(f =>
                    Path.GetDirectoryName(f) is var folder
                    && (folder == $"services/{service.Program}" || folder == $"protos/proposals/{service.Name}/v1")
                )
                .Select(f => Path.GetFileName(f))
                .Select(f =>
                    f.Replace(service.Program, "<Program>", StringComparison.Ordinal)
                        .Replace(service.Name, "<name>", StringComparison.Ordinal)
                ),
        ];

    private static string Read(string path) => File.ReadAllText(Path.Combine(Source.Root, path));
}
