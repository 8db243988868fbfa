using System.Text.RegularExpressions;
using Proposals.Client;
using Proposals.Intake.V1;
using Shouldly;
using Xunit;

namespace Proposals.Portal.Tests;

/// <summary>
/// Every page of everybody, with data on it, in words that its reader knows: no id, no JSON, no name of the program.
/// </summary>
[Collection(nameof(Portal))]
public sealed partial class WordsTests(Portal portal)
{
    /// <summary>An account may open far fewer pages; one that leads to itself for ever is a fault.</summary>
    private const int MostPages = 60;

    /// <summary>Pages that differ only in the last part of their path, e.g. those of the figures, look alike.</summary>
    private const int MostAlike = 4;

    public static TheoryData<string> Logins =>
        ["member12", "office", "handover", "unit5", "supervisor", "leader", "system", "security", "audit"];

    [Theory]
    [MemberData(nameof(Logins))]
    public async Task No_page_shows_what_only_a_program_reads(string login)
    {
        await portal.OnceAsync(nameof(WordsTests), () => FillAsync(portal.Cast));
        await using var visitor = await portal.SignInAsync(login);
        await visitor.GoAsync("/");
        var waiting = new Queue<string>(await LinksAsync(visitor, "nav"));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var alike = new Dictionary<string, int>(StringComparer.Ordinal);
        var faults = new List<string>();
        while (waiting.TryDequeue(out var path))
        {
            var kind = KindOf(path);
            if (seen.Contains(kind))
                continue;
            var parent = kind[..(kind.LastIndexOf('/') + 1)];
            alike[parent] = alike.GetValueOrDefault(parent) + 1;
            if (parent != "/" && alike[parent] > MostAlike)
                continue;
            seen.Add(kind);
            seen.Count.ShouldBeLessThan(MostPages);
            await visitor.FollowAsync(path);
            await visitor.Page.EvaluateAsync(
                "document.querySelectorAll('main details').forEach(d => { d.open = true; })"
            );
            await visitor.SettledAsync();
            faults.AddRange((await TextAsync(visitor)).SelectMany(Faults).Select(f => $"{path}: {f}"));
            foreach (var link in await LinksAsync(visitor, "main"))
                waiting.Enqueue(link);
        }

        seen.Count.ShouldBeGreaterThan(login is "system" or "security" or "audit" ? 3 : 5);
        faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("01a21839-d425-75f5-9801-f54fa34fbd09")]
    [InlineData("committees/0198/units/3")]
    [InlineData("PROPOSAL_STATE_EXAMINED")]
    [InlineData("""{ "state": 3 }""")]
    [InlineData("还有 undefined 天")]
    [InlineData("NaN%")]
    [InlineData("System.InvalidOperationException: x")]
    public void The_guard_sees_what_only_a_program_reads(string text) => Faults(text).ShouldNotBeEmpty();

    /// <summary>Requests, urges, a merged and a waiting case, so that no list is looked at empty.</summary>
    private static async Task FillAsync(Cast cast)
    {
        var (proposal, lead, co) = await Situations.HandedOverAsync(cast, "关于每页都有数据的提案", (12, 11, 5, 6));
        await Situations.RequestAsync(cast, 5, lead, 4);
        await Situations.RequestAsync(cast, 6, co, 4);
        await Situations.UrgeAsync(cast, proposal);
        await Situations.AwaitingClosureAsync(cast, "关于每页都有数据的待办结提案", (12, 11, 5, 6));
        var walk = new Walk(cast, _ => { }) { Parts = (12, 11, 5, 6) };
        var (main, merged) = (await walk.FileAsync("关于有并案的主案"), await walk.FileAsync("关于已并案的提案"));
        await (await cast.Office).Intake.MergeProposalAsync(
            new MergeProposalRequest
            {
                RequestId = Call.NewId(),
                Name = merged.Name,
                Into = main.Name,
            }
        );
        await (await cast.MemberAsync(11)).Intake.InviteCoSignerAsync(
            new InviteCoSignerRequest
            {
                RequestId = Call.NewId(),
                Proposal = (
                    await (await cast.MemberAsync(11)).Intake.CreateProposalAsync(
                        new CreateProposalRequest
                        {
                            RequestId = Call.NewId(),
                            Proposal = new Proposal
                            {
                                Session = (await cast.SessionAsync()).Name,
                                Category = "society",
                                MayPublish = true,
                                Text = Walk.TextOf("关于邀请联名的草稿"),
                            },
                        }
                    )
                ).Name,
                Member = (await cast.MemberAsync(12)).Account.Member,
            }
        );
    }

    /// <summary>Pages of one kind differ by an id and by what they filter.</summary>
    private static string KindOf(string path) => Id().Replace(path.Split('?')[0], "*");

    private static Task<string[]> LinksAsync(Visitor visitor, string within) =>
        visitor.Page.EvaluateAsync<string[]>(
            """
            within => [...document.querySelectorAll(`${within} a[href^='/']`)]
              .filter(a => !a.hasAttribute('download') && !/^\/(exports|files)\//.test(a.getAttribute('href')))
              .map(a => a.getAttribute('href'))
            """,
            within
        );

    /// <summary>What is shown and what is read aloud.</summary>
    private static Task<string[]> TextAsync(Visitor visitor) =>
        visitor.Page.EvaluateAsync<string[]>(
            """
            () => [
              document.title,
              ...document.body.innerText.split('\n'),
              ...[...document.querySelectorAll('[aria-label],[title],[placeholder],[alt]')]
                .flatMap(e => ['aria-label', 'title', 'placeholder', 'alt'].map(a => e.getAttribute(a) ?? '')),
            ].filter(t => t.trim())
            """
        );

    private static IEnumerable<string> Faults(string text) =>
        Program().Matches(text).Select(m => $"“{m.Value}” in “{(text.Length > 120 ? text[..120] : text)}”");

    [GeneratedRegex(@"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<=/)[0-9a-f-]{32,36}(?=/|$)")]
    private static partial Regex Id();

    [GeneratedRegex(
        @"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-|committees/|\b[A-Z]{2,}(_[A-Z]+)+\b|[{\[]\s*""|"
            + @"\bundefined\b|\bNaN\b|\bnull\b|\[object|Exception\b|proposals\.[a-z]+\.v1"
    )]
    private static partial Regex Program();
}
