using Google.Protobuf.WellKnownTypes;
using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Intake.Tests;

/// <summary>The roster that a ledger needs: session, units, sectors and proposers.</summary>
[Collection("SQLite")]
public sealed class RosterTests(SqliteIntake intake) : Given(intake), IClassFixture<SqliteIntake>
{
    [Fact]
    public async Task Two_spellings_of_a_name_are_one_proposer_and_two_of_a_title_one_unit()
    {
        var office = await (await Intake.Suite.CommitteeAsync()).Office;
        string[] names = ["𠮷田", "𠮷　田", "𠮷\u200B田", "𠮷\uDB40\uDD00田", "阿依古丽・买买提", "阿依古丽·买买提"];

        var roster = await office.Directory.EnsureRosterAsync(
            Roster(r =>
            {
                r.Proposers.AddRange(names.Select(n => new Member { DisplayName = n, Kind = ProposerKind.Member }));
                r.Units.AddRange(["自然资源局(林业局)", "自然资源局（林业局）"]);
                r.Sectors.AddRange(["界A", "界Ａ"]);
                r.Proposers[0].Sector = "界Ａ";
            })
        );

        roster.Proposers.Select(p => p.Name).Distinct().Count().ShouldBe(2);
        roster.Proposers[0].DisplayName.ShouldBe("𠮷田");
        roster.Proposers[0].Sector.ShouldBe(roster.Sectors[0].Name);
        roster.Units.Select(u => u.Title).Distinct().ShouldBe(["自然资源局（林业局）"]);
        roster.Sectors.Select(s => s.Title).Distinct().ShouldBe(["界A"]);
        var again = await office.Directory.EnsureRosterAsync(
            Roster(r => r.Proposers.Add(new Member { DisplayName = "𠮷 田", Kind = ProposerKind.Member }))
        );
        again.Proposers[0].Name.ShouldBe(roster.Proposers[0].Name);
        var created = await (await Intake.Suite.CommitteeAsync()).Office;
        (
            await created.Directory.CreateUnitAsync(
                new CreateUnitRequest { RequestId = Call.NewId(), Title = "水 务\u200B局" }
            )
        ).Title.ShouldBe("水务局");
    }

    [Fact]
    public async Task A_plan_says_what_would_be_made_and_an_import_is_checked_against_it()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var office = await cast.Office;
        EnsureRosterRequest Of(bool plan) =>
            Roster(r =>
            {
                r.ValidateOnly = plan;
                r.Units.Add("示例局");
                r.Proposers.Add(new Member { DisplayName = "示例", Kind = ProposerKind.Member });
            });
        async Task<int> UnitsAsync() =>
            (await office.Directory.ListUnitsAsync(new ListUnitsRequest { PageSize = 200 })).Units.Count;
        var before = await UnitsAsync();

        var plan = await office.Directory.EnsureRosterAsync(Of(plan: true));

        plan.Created.ShouldBe([plan.Session.Name, plan.Units[0].Name, plan.Proposers[0].Name]);
        (await UnitsAsync()).ShouldBe(before);
        ImportLedgerRequest Import(params string[] planned) =>
            new()
            {
                RequestId = Call.NewId(),
                Session = plan.Session.Name,
                ValidateOnly = true,
                Planned = { planned },
                Rows =
                {
                    new LedgerRow
                    {
                        Row = 1,
                        CaseNumber = 1,
                        Subject = "关于示例的提案",
                        Lead = plan.Proposers[0].Name.Split('/')[3],
                        ProposerKind = ProposerKind.Member,
                        SessionKind = SessionKind.InSession,
                        Decision = LedgerDecision.Filed,
                        Unit = plan.Units[0].Name.Split('/')[3],
                    },
                },
            };
        (await office.Intake.ImportLedgerAsync(Import([.. plan.Created]))).Imported.ShouldBe(1);
        (await Refused.ReasonAsync(office.Intake.ImportLedgerAsync(Import(plan.Session.Name)))).ShouldBe(
            "LEDGER_ROW_INVALID"
        );
        var real = new ImportLedgerRequest(Import([.. plan.Created])) { ValidateOnly = false };
        (await Refused.ReasonAsync(office.Intake.ImportLedgerAsync(real))).ShouldBe("FIELD_INVALID");
        (await office.Directory.EnsureRosterAsync(Of(plan: false))).Created.Count.ShouldBe(3);
        (await office.Directory.EnsureRosterAsync(Of(plan: true))).Created.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("proposers[0].kind")]
    [InlineData("proposers[0]")]
    [InlineData("units[0]")]
    [InlineData("session.closes_at")]
    [InlineData("session.cut_off_at")]
    [InlineData("session.opens_at")]
    public async Task A_field_that_no_use_case_would_take_is_refused_here_too(string field)
    {
        var office = await Intake.Cast.Office;
        var request = Roster(r =>
        {
            switch (field)
            {
                case "proposers[0].kind":
                    r.Proposers.Add(new Member { DisplayName = "示例" });
                    break;
                case "proposers[0]":
                    r.Proposers.Add(new Member { DisplayName = "\u200B", Kind = ProposerKind.Member });
                    break;
                case "units[0]":
                    r.Units.Add(new string('局', 101));
                    break;
                case "session.closes_at":
                    r.Session.ClosesAt.Seconds--;
                    break;
                case "session.cut_off_at":
                    r.Session.CutOffAt = new Timestamp { Seconds = 1_000_000_000_000_000_000 };
                    break;
                default:
                    r.Session.OpensAt.Nanos = -5;
                    break;
            }
        });

        var refused = await Refused.ByAsync(office.Directory.EnsureRosterAsync(request));

        Call.Detail<Google.Rpc.BadRequest>(refused)!.FieldViolations.Single().Field.ShouldBe(field);
    }

    private static EnsureRosterRequest Roster(Action<EnsureRosterRequest> fill)
    {
        Timestamp At() => Timestamp.FromDateTimeOffset(TestSuite.Start);
        var request = new EnsureRosterRequest
        {
            RequestId = Call.NewId(),
            Session = new PlenarySession
            {
                Term = 9,
                Number = 9,
                OpensAt = At(),
                CutOffAt = At(),
                ClosesAt = At(),
            },
        };
        fill(request);
        return request;
    }
}
