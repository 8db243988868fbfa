using System.Text.RegularExpressions;
using Proposals.Channels;
using Shouldly;
using Xunit;

namespace Proposals.Architecture.Tests;

/// <summary>services/catalogue.json is the one list of services (docs/decisions/0022).</summary>
public sealed partial class CatalogueTests
{
    /// <summary>A hand-written file that names this many services counts as a list of them.</summary>
    private const int Many = 5;

    /// <summary>Files that are not searched: prose, and what a restore writes.</summary>
    private static readonly string[] NoList = [".md", "packages.lock.json"];

    /// <summary>Files that may name this many services, and why. A path that ends in / is a folder.</summary>
    private static readonly (string Path, string Reason)[] Allowed =
    [
        ("services/catalogue.json", "the list itself"),
        ("Proposals.sln", "the projects, kept by dotnet sln"),
        ("deploy/services.env", "printed"),
        ("deploy/images.slnf", "printed"),
        ("deploy/kubernetes/base/", "printed"),
        ("deploy/kubernetes/chart/", "printed"),
        ("deploy/kubernetes/overlays/", "printed"),
        ("deploy/kubernetes/operator.yaml", "printed"),
        ("docs/", "printed tables, and prose"),
        ("tests/Suite.Tests/golden-events.json", "printed"),
        ("tests/Suite.Tests/PositionsTests.cs", "each service's projection is delayed by itself"),
        ("tests/Suite.Tests/LossTests.cs", "an edit of a row of each service's database"),
        ("deploy/observe/alerts-test.yaml", "samples of series, each of the service that its alert is about"),
        ("protos/proposals/intake/v1/intake_events.proto", "says of each event which services apply it"),
        ("tests/Architecture.Tests/CatalogueTests.cs", "samples of this guard"),
        ("tests/Interop/json-walk.sh", "the life of a proposal goes through these services"),
        ("services/Supervision/", "it derives the stage of a case from the events of these services"),
        ("tests/Supervision.Tests/", "it derives the stage of a case from the events of these services"),
        ("tests/Gateway.Tests/Gateway.Tests.csproj", "the gateway asks these services"),
        ("tests/Gateway.Tests/GatewaySuite.cs", "the gateway asks these services"),
        ("tests/Suite.Tests/WatchingTests.cs", "looks at a case from every service"),
        ("tests/Suite.Tests/RulebookTests.cs", "rules of the handbook concern every service"),
        ("tests/Suite.Tests/SentBackTests.cs", "looks at what is sent back from every service"),
        ("tests/Suite.Tests/Rules/", "rules of the handbook concern every service"),
        ("tests/Trust/Attacks/Scene.cs", "knows one name of everything that a service owns"),
        ("tests/Trust/Checker.cs", "compares each journal with what it must hold"),
        ("tests/Trust/Recount.cs", "counts the figures again from these journals"),
    ];

    [Fact]
    public void The_catalogue_lists_every_service_that_has_a_folder() =>
        Catalogue.Services.Select(s => s.Program).Order(StringComparer.Ordinal).ShouldBe(Source.Services);

    [Fact]
    public void Its_names_are_good_for_a_host_a_database_and_a_package()
    {
        foreach (var service in Catalogue.Services)
        {
            Name().IsMatch(service.Name).ShouldBeTrue(service.Name);
            service.Program.ToLowerInvariant().ShouldBe(service.Name);
            service.Title.ShouldNotBeEmpty(service.Name);
            service.Follows.ShouldBeSubsetOf(Catalogue.Services.Select(s => s.Name).Where(n => n != service.Name));
            Contract.Files.Select(f => f.Package).ShouldContain($"proposals.{service.Name}.v1");
        }

        Catalogue.Services.Select(s => s.Name).ShouldBeUnique();
    }

    [Fact]
    public void No_other_file_lists_the_services() =>
        Lists
            .Where(f => !Allowed.Any(a => Covers(a.Path, f)))
            .ShouldBeEmpty("read Catalogue or deploy/services.env, or print the file in CatalogueDocumentTests");

    [Fact]
    public void Every_exception_is_needed() =>
        Allowed.Where(a => !Lists.Any(f => Covers(a.Path, f))).Select(a => a.Path).ShouldBeEmpty();

    private static IReadOnlyList<string> Lists { get; } =
    [
        .. Source
            .Tracked.Where(f => !NoList.Any(e => f.EndsWith(e, StringComparison.Ordinal)))
            .Where(f => Named(File.ReadAllText(Path.Combine(Source.Root, f))) >= Many),
    ];

    private static bool Covers(string allowed, string file) =>
        allowed.EndsWith('/') ? file.StartsWith(allowed, StringComparison.Ordinal) : file == allowed;

    [Theory]
    [InlineData("a = [\"directory\", \"intake\", \"assignment\", \"feedback\", \"supervision\"]", 5)]
    [InlineData("new DirectoryModule(), new IntakeModule()", 2)]
    [InlineData("PROPOSALS_Peers__Intake: https://intake:5100", 1)]
    [InlineData("using Proposals.Intake.V1;\nimport { x } from '@/gen/proposals/intake/v1/intake_pb';", 0)]
    [InlineData("// <catalogue x>\nintake feedback\n// </catalogue>\ndirectory", 1)]
    [InlineData("Folders.Delete(folder); assignments; undirectory", 0)]
    public void A_service_is_named_by_its_whole_word(string text, int services) => Named(text).ShouldBe(services);

    /// <summary>Counts the services that a text names, outside its imports and the lines printed into it.</summary>
    private static int Named(string text)
    {
        var written = NotWritten().Replace(text, "");
        return Catalogue.Services.Count(s => Regex.IsMatch(written, $"(?<![A-Za-z])({s.Name}|{s.Program})(?![a-z])"));
    }

    [GeneratedRegex("^[a-z][a-z0-9]{1,30}$")]
    private static partial Regex Name();

    [GeneratedRegex(
        @"<catalogue .*?</catalogue>|^(global )?using [^;(]*;|^import [^;]*;|\bIO\s*\.\s*Directory\b",
        RegexOptions.Singleline | RegexOptions.Multiline
    )]
    private static partial Regex NotWritten();
}
