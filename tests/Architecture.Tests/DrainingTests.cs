using System.Globalization;
using Proposals.BuildingBlocks;
using Shouldly;
using Xunit;

namespace Proposals.Architecture.Tests;

/// <summary>Both manuals say how long a process takes to end, as the code and the manifests have it.</summary>
public sealed class DrainingTests
{
    private static readonly string Longest = Drain.Longest.TotalSeconds.ToString(CultureInfo.InvariantCulture);

    [Fact]
    public void The_developers_manual_has_the_time_of_the_code() =>
        Read("docs/operations.md").ShouldContain($"answers those it has within {Longest} s");

    [Fact]
    public void The_office_manual_has_the_times_of_the_code_and_of_the_manifests()
    {
        const string key = "PROPOSALS_Drain__Seconds: '";
        var manifests = Read("deploy/kubernetes/suite.mjs");
        var seconds = manifests[(manifests.IndexOf(key, StringComparison.Ordinal) + key.Length)..].Split('\'')[0];
        var manual = Read("docs/运维手册.md");
        manual.ShouldContain($"仍照常答复 {seconds} 秒");
        manual.ShouldContain($"再用最多 {Longest} 秒办完手上的");
        Read("docs/operations.md").ShouldContain($"on Kubernetes {seconds}");
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(Source.Root, path));
}
