using System.Text;
using Proposals.Cli;
using Proposals.Cli.Tests.Ledgers.Made;
using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Supervision.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Proposals.Suite.Tests;

/// <summary>`import ledger` of files in every layout, through the running suite.</summary>
public sealed class LedgerLayoutTests(ITestOutputHelper output) : IAsyncLifetime
{
    private TestSuite _suite = null!;
    private Person _office = null!;
    private string _accounts = "";

    public async Task InitializeAsync()
    {
        _suite = await TestSuite.StartAsync(Engine.Sqlite, BusKind.Memory, WholeSuite.Modules);
        var cast = await _suite.CommitteeAsync();
        _office = await cast.Office;
        _accounts = Path.Combine(_suite.Folder, "accounts.json");
        cast.Accounts.Save(_accounts);
    }

    public async Task DisposeAsync() => await _suite.DisposeAsync();

    [Fact]
    public async Task Every_layout_gives_its_figures_or_makes_nothing()
    {
        foreach (var made in MadeLedger.All)
        {
            var code = await ImportAsync(made.FileName, made.Bytes, made.Arguments);

            code.ShouldBe(made.Sentence.Length > 0 ? 1 : 0, made.Layout);
            var session = await SessionAsync(made.Session);
            if (made.Sentence.Length > 0)
            {
                session.ShouldBeNull(made.Layout);
                continue;
            }

            await ShouldHaveFiguresAsync(session!, made);
        }
    }

    [Fact]
    public async Task A_dry_run_goes_through_the_checks_of_the_services_and_makes_nothing()
    {
        var good = MadeLedger.All[0];
        var before = await RosterAsync();

        (await ImportAsync(good.FileName, good.Bytes, ["--dry-run"])).ShouldBe(0);
        (await RosterAsync()).ShouldBe(before);

        // The command line does not know how long a category may be; Intake does.
        var tooLong = Encoding.UTF8.GetBytes(
            Encoding
                .UTF8.GetString(MadeLedger.All[2].Bytes)
                .Replace(",经济,", $",{new string('类', 101)},", StringComparison.Ordinal)
        );
        (await ImportAsync("台账.csv", tooLong, ["--dry-run"])).ShouldBe(1);
        (await ImportAsync("台账.csv", tooLong, [])).ShouldBe(1);
        (await RosterAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_session_of_the_national_size_is_imported_in_one_move()
    {
        var ledger = new StringBuilder("示例区政协第40届第1次会议提案台账\n");
        ledger.Append("案号,案由,提案者,提案形式,类别,会议/平时,审查结果,主办单位,会办单位,交办日期,答复日期,");
        ledger.Append("办理结果,办理工作评价,办理结果评价,办结情况\n");
        for (var i = 1; i <= 5_890; i++)
        {
            ledger.Append(
                $"{i},关于事项{i}的提案,示例委员{i % 2000},个人,经济,会议,立案,示例局{i % 200},,2025-03-10,"
                    + "2025-06-10,A,满意,满意,办结\n"
            );
        }

        var begun = System.Diagnostics.Stopwatch.GetTimestamp();
        (await ImportAsync("台账.csv", Encoding.UTF8.GetBytes(ledger.ToString()), [])).ShouldBe(0);

        output.WriteLine($"{System.Diagnostics.Stopwatch.GetElapsedTime(begun)}");
        var figures = await FiguresAsync((await SessionAsync((40, 1)))!);
        figures("received").Numerator.ShouldBe(5_890);
        figures("closing_rate").Numerator.ShouldBe(5_890);
    }

    private async Task ShouldHaveFiguresAsync(PlenarySession session, MadeLedger made)
    {
        var figures = await FiguresAsync(session);
        void Is(string figure, Func<MadeProposal, bool> counted, Func<MadeProposal, bool>? among = null)
        {
            var value = figures(figure);
            value.Numerator.ShouldBe(made.Proposals.Count(counted), $"{made.Layout}: {figure}");
            if (among is not null)
                value.Denominator.ShouldBe(made.Proposals.Count(among), $"{made.Layout}: {figure}");
        }

        static bool IsFiled(MadeProposal p) => p.Outcome == "立案";
        static bool IsAnswered(MadeProposal p) => IsFiled(p) && p.Answered is not null;
        static bool IsTurned(MadeProposal p) => p.Outcome.StartsWith('转') || p.Outcome.StartsWith('作');
        Is("received", _ => true);
        Is("filed_disjoint", IsFiled);
        Is("merged", p => p.Outcome == "并案");
        Is("not_filed", p => p.Outcome == "不予立案");
        Is("withdrawn", p => p.Outcome == "撤案");
        Is("redirected", IsTurned);
        Is("in_session_share", p => p.IsInSession, _ => true);
        Is("reply_rate", IsAnswered, IsFiled);
        Is("closing_rate", p => p.Closing == "办结", IsFiled);
        Is("outcome_A", p => p.Class == "A", IsAnswered);
        Is("outcome_B_of_received", p => p.Class == "B", _ => true);
        Is("outcome_B_of_classified", p => p.Class == "B", IsAnswered);
        Is("outcome_A_of_unit_cases", p => p.Class == "A", IsAnswered);
        Is("result_mostly_satisfied_of_stated", p => p.Result == "基本满意", p => p.Result.Length > 0);
        Is("work_satisfied", p => p.Work == "满意", IsAnswered);
    }

    private async Task<Func<string, Figure>> FiguresAsync(PlenarySession session)
    {
        var statistics = await _office.Supervision.GetStatisticsAsync(
            new GetStatisticsRequest { Session = session.Name }
        );
        return id => statistics.Figures.Single(f => f.Definition == id && f.Group.Length == 0);
    }

    private async Task<PlenarySession?> SessionAsync((int Term, int Number) of) =>
        (
            await _office.Directory.ListPlenarySessionsAsync(new ListPlenarySessionsRequest { PageSize = 200 })
        ).Sessions.FirstOrDefault(s => (s.Term, s.Number) == of);

    private async Task<(int Members, int Units, int Sessions)> RosterAsync() =>
        (
            (await _office.Directory.ListMembersAsync(new ListMembersRequest { PageSize = 200 })).Members.Count,
            (await _office.Directory.ListUnitsAsync(new ListUnitsRequest { PageSize = 200 })).Units.Count,
            (await _office.Directory.ListPlenarySessionsAsync(new ListPlenarySessionsRequest())).Sessions.Count
        );

    private async Task<int> ImportAsync(string name, byte[] file, IEnumerable<string> arguments)
    {
        var folder = Folders.CreateDirectory(Path.Combine(_suite.Folder, Guid.NewGuid().ToString("N"))).FullName;
        var path = Path.Combine(folder, name);
        await File.WriteAllBytesAsync(path, file);
        return await CommandLine.RunAsync([
            "import",
            "ledger",
            path,
            "--accept-title",
            "--address",
            _suite.Address,
            "--accounts",
            _accounts,
            .. arguments,
        ]);
    }
}
