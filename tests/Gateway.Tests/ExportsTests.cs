using System.Net;
using System.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Proposals.Assignments.V1;
using Proposals.Client;
using Proposals.Supervision.V1;
using Shouldly;
using Xunit;

namespace Proposals.Gateway.Tests;

public sealed class ExportsTests(GatewaySuite gateway) : IClassFixture<GatewaySuite>
{
    private async Task SubmittedAsync(string subject)
    {
        using var member = await gateway.ClientOfAsync("member1");
        using var supervisor = await gateway.ClientOfAsync("supervisor");
        var session = (await gateway.Cast.SessionAsync()).Name;
        var draft = await member.AskAsync(
            Calls.Intake + "CreateProposal",
            new
            {
                requestId = Call.NewId(),
                proposal = new
                {
                    session,
                    category = "society",
                    text = new
                    {
                        subject,
                        situation = "情况",
                        analysis = "分析",
                        suggestions = new[] { "建议" },
                    },
                },
            }
        );
        await member.AskAsync(
            Calls.Intake + "SubmitProposal",
            new
            {
                requestId = Call.NewId(),
                name = (string)draft["name"]!,
                containsNoSecret = true,
            }
        );
        await Call.UntilAsync(
            "the case in Supervision",
            async () =>
                (
                    await supervisor.AskAsync(
                        "/proposals.supervision.v1.SupervisionService/ListCases",
                        new { pageSize = 200 }
                    )
                )["cases"]
                    ?.AsArray()
                    .FirstOrDefault(c => (string?)c!["subject"] == subject)
        );
    }

    private static List<List<string>> Rows(byte[] workbook, int sheet)
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(workbook), false);
        var name = document.WorkbookPart!.Workbook.Sheets!.Elements<Sheet>().ElementAt(sheet);
        var rows = ((WorksheetPart)document.WorkbookPart.GetPartById(name.Id!)).Worksheet.Descendants<Row>().ToList();
        rows.SelectMany(r => r.Descendants<CellFormula>()).ShouldBeEmpty();
        return
        [
            .. rows.Select(r =>
                r.Elements<Cell>().Select(c => c.InlineString?.Text?.Text ?? c.CellValue?.Text ?? "").ToList()
            ),
        ];
    }

    [Fact]
    public async Task The_cases_as_csv_are_read_by_excel_and_calculate_nothing()
    {
        await SubmittedAsync("=HYPERLINK(\"https://evil.example\",\"看\")");
        using var supervisor = await gateway.ClientOfAsync("supervisor");
        using var response = await supervisor.GetAsync("/exports/cases.csv");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        bytes.Take(3).ShouldBe([(byte)0xEF, (byte)0xBB, (byte)0xBF]);
        var text = Encoding.UTF8.GetString(bytes, 3, bytes.Length - 3);
        text.ShouldStartWith("案号,案由,阶段,办理轮次,灯,主办/会办单位,期限,完成时间,是否重点\r\n");
        text.ShouldContain(",\"'=HYPERLINK(\"\"https://evil.example\"\",\"\"看\"\")\",审查中,");
        response.Content.Headers.ContentDisposition!.FileNameStar!.ShouldMatch("^提案台账-20260112-1000\\.csv$");
    }

    [Fact]
    public async Task The_cases_as_a_workbook_are_texts_and_numbers()
    {
        await SubmittedAsync("+关于公式的提案");
        using var supervisor = await gateway.ClientOfAsync("supervisor");
        var rows = Rows(await supervisor.GetByteArrayAsync("/exports/cases.xlsx"), 0);
        rows[0].ShouldBe(["案号", "案由", "阶段", "办理轮次", "灯", "主办/会办单位", "期限", "完成时间", "是否重点"]);
        rows.Select(r => r[1]).ShouldContain(s => s.StartsWith("+关于公式的提案", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("独办：甲局", "独办甲局")]
    [InlineData("主办：甲局；会办：乙局", "会办乙局", "主办甲局")]
    [InlineData("分办：甲局；分办：乙局", "分办甲局", "分办乙局")]
    // The only co-handling unit was relieved, and the lead stays one.
    [InlineData("主办：甲局", "主办甲局")]
    // The other unit's task was cancelled.
    [InlineData("分办：甲局", "分办甲局", "分办甲局")]
    public void A_unit_is_named_by_the_part_that_it_was_given(string expected, params string[] parts)
    {
        var found = new CaseView { Round = 2, Duties = { Duty("独办丙局", 1) } };
        found.Duties.AddRange(parts.Select(p => Duty(p, 2)));

        Exports.UnitsOf(found).ShouldBe(expected);

        static DutyView Duty(string part, int round) =>
            new()
            {
                UnitTitle = part[2..],
                Kind = part.StartsWith("会办", StringComparison.Ordinal) ? DutyKind.Opinion : DutyKind.Reply,
                Round = round,
                Role = Enum.GetValues<AssignmentRole>().Single(r => BuildingBlocks.Words.Of(r) == part[..2]),
            };
    }

    [Fact]
    public async Task The_figures_come_with_their_definition_instant_and_positions()
    {
        await SubmittedAsync("关于统计的提案");
        using var supervisor = await gateway.ClientOfAsync("supervisor");
        var workbook = await supervisor.GetByteArrayAsync(
            "/exports/statistics.xlsx?session=" + Uri.EscapeDataString((await gateway.Cast.SessionAsync()).Name)
        );
        var figures = Rows(workbook, 0);
        figures[0].ShouldBe(["指标", "分组", "分子", "分母", "百分比", "口径"]);
        figures.Count.ShouldBeGreaterThan(5);
        var notes = Rows(workbook, 1).ToDictionary(r => r[0], r => r[1]);
        notes["计算时间（北京时间）"].ShouldBe("2026-01-12 10:00");
        notes["所依据的日志位置"].ShouldContain("intake/0/");
    }

    [Theory]
    [InlineData(330, "UTC+05:30", "2026-01-12 07:30")]
    [InlineData(-210, "UTC-03:30", "2026-01-11 22:30")]
    [InlineData(480, "北京时间", "2026-01-12 10:00")]
    public async Task Times_are_local_to_the_committee(int offset, string title, string minute)
    {
        using var office = await gateway.ClientOfAsync("office");
        using var supervisor = await gateway.ClientOfAsync("supervisor");
        var before = await office.AskAsync(Calls.Directory + "GetPolicyProfile");
        var profile = before.DeepClone().AsObject();
        profile["utcOffsetMinutes"] = offset;
        await PublishAsync(profile);
        try
        {
            using var response = await supervisor.GetAsync(
                "/exports/statistics.xlsx?session=" + Uri.EscapeDataString((await gateway.Cast.SessionAsync()).Name)
            );
            response.Content.Headers.ContentDisposition!.FileNameStar.ShouldBe(
                $"提案统计-{minute.Replace("-", "").Replace(":", "").Replace(' ', '-')}.xlsx"
            );
            Rows(await response.Content.ReadAsByteArrayAsync(), 1)
                .ToDictionary(r => r[0], r => r[1])[$"计算时间（{title}）"]
                .ShouldBe(minute);
        }
        finally
        {
            await PublishAsync(before);
        }

        Task PublishAsync(System.Text.Json.Nodes.JsonObject policyProfile) =>
            office.AskAsync(Calls.Directory + "PublishPolicyProfile", new { requestId = Call.NewId(), policyProfile });
    }

    [Fact]
    public async Task Who_may_not_see_the_cases_gets_an_error_and_no_file()
    {
        using var member = await gateway.ClientOfAsync("member1");
        using var refused = await member.GetAsync("/exports/cases.xlsx");
        refused.Content.Headers.ContentDisposition.ShouldBeNull();
        (await refused.RefusalAsync()).ShouldBe((403, "permission_denied", "ROLE_REQUIRED"));
        (await (await gateway.Client().GetAsync("/exports/cases.csv")).RefusalAsync()).Reason.ShouldBe(
            "UNAUTHENTICATED"
        );
        using var supervisor = await gateway.ClientOfAsync("supervisor");
        (
            await (await supervisor.GetAsync("/exports/statistics.xlsx?session=nonsense")).RefusalAsync()
        ).Http.ShouldBeInRange(400, 404);
        Folders.EnumerateFiles(Path.Combine(gateway.Files, ".exports")).ShouldBeEmpty();
    }

    [Fact]
    public void A_character_that_xml_has_no_place_for_does_not_break_the_workbook()
    {
        var file = new MemoryStream();
        using (var table = new SheetTable(file, "表", 10))
            table.Row("a\u0001b\uD800c\U00020BB7", 5L);
        Rows(file.ToArray(), 0).Single().ShouldBe(["a\uFFFDb\uFFFDc\U00020BB7", "5"]);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "'\r=1")]
    [InlineData("关于1+1的提案", "关于1+1的提案")]
    public void A_text_that_a_spreadsheet_would_calculate_is_made_harmless(string text, string written) =>
        CsvTable.Harmless(text).ShouldBe(written);

    [Fact]
    public void A_file_has_so_many_rows_and_not_one_more()
    {
        Exports.RefusesRows(Exports.MaxRows).ShouldBeNull();
        Exports.RefusesRows(Exports.MaxRows + 1).ShouldBe(GatewayRefusals.ExportTooLarge);
    }
}
