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
