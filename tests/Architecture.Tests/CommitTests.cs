using Shouldly;
using Xunit;

namespace Proposals.Architecture.Tests;

/// <summary>Commits keep the rules of CONTRIBUTING.</summary>
public sealed class CommitTests
{
    /// <summary>The commit that wrote the rules down; they hold for those after it.</summary>
    private const string First = "5c72e22120bffe7054b20464c848b0f3395df2b6";

    private const int Longest = 72;

    [Fact]
    public void Every_commit_since_the_rules_keeps_them()
    {
        // A shallow clone lacks the first commit, and all that it has is later.
        var range = Source.GitAnswers("cat-file", "-e", First + "^{commit}") ? $"{First}..HEAD" : "HEAD";
        var commits = Source
            .Git("log", "--format=%h%x1f%P%x1f%s%x1f%b%x1e", range)
            .Split('\u001e', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        commits.ShouldNotBeEmpty();
        commits.SelectMany(Faults).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a\u001fb\u001fSay why\u001fBecause.", 0)]
    [InlineData("a\u001f\u001fThe root of a shallow clone\u001fIt has no parent there.", 0)]
    [InlineData("a\u001fb\u001fSay nothing more\u001f", 1)]
    [InlineData("a\u001fb c\u001fMerge a branch\u001fBoth.", 1)]
    [InlineData(
        "a\u001fb\u001fSay in one subject that is wider than any log of one line a commit can show it\u001fWhy.",
        1
    )]
    public void The_guard_sees_a_commit_that_does_not(string commit, int faults) =>
        Faults(commit).Count().ShouldBe(faults);

    private static IEnumerable<string> Faults(string commit)
    {
        var parts = commit.Split('\u001f');
        var (id, parents, subject, body) = (parts[0], parts[1], parts[2], parts[3]);
        if (subject.Length > Longest)
            yield return $"{id} has a subject of {subject.Length} characters: {subject}";
        if (string.IsNullOrWhiteSpace(body))
            yield return $"{id} has no body that says why: {subject}";
        if (parents.Contains(' '))
            yield return $"{id} is a merge: {subject}";
    }
}
