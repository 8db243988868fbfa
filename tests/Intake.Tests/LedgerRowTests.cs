using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Intake.Tests;

/// <summary>What a row of a ledger may hold. The server checks it, whatever the client checked.</summary>
[Collection("SQLite")]
public sealed class LedgerRowTests(SqliteIntake intake) : Given(intake), IClassFixture<SqliteIntake>
{
    private static readonly HashSet<string> Members = ["m1", "m2"];
    private static readonly HashSet<string> Units = ["u1", "u2"];

    public static TheoryData<string, Action<LedgerRow>> Faults =>
        new()
        {
            { "案由为空", r => r.Subject = "" },
            { "案由只有空白", r => r.Subject = "　 " },
            { "案由含有控制字符或看不见的字符", r => r.Subject = "\u200B\u200B" },
            { "案由含有控制字符或看不见的字符", r => r.Subject = "关于\u202E的提案" },
            { "案由含有控制字符或看不见的字符", r => r.Subject = "关于\u0001的提案" },
            { "案由超过 500 字", r => r.Subject = new string('案', 501) },
            { "类别超过 100 字", r => r.Category = new string('类', 101) },
            { "类别含有控制字符或看不见的字符", r => r.Category = "经济\0" },
            { "面商方式超过 100 字", r => r.Contact = new string('面', 101) },
            { "答复文号超过 100 字", r => r.DocumentNumber = new string('文', 101) },
            { "答复文号含有控制字符或看不见的字符", r => r.DocumentNumber = "函\u2066" },
            { "办理结果超过 40 字", r => r.OutcomeClass = new string('A', 41) },
            { "提案形式缺失或不是可用的值", r => r.ProposerKind = 0 },
            { "提案形式缺失或不是可用的值", r => r.ProposerKind = (ProposerKind)99 },
            { "会议/平时缺失或不是可用的值", r => r.SessionKind = (SessionKind)(-1) },
            { "审查结果缺失或不是可用的值", r => r.Decision = (LedgerDecision)99 },
            { "评价不是可用的值", r => r.WorkRating = (LedgerRating)9 },
            { "评价不是可用的值", r => r.ResultRating = (LedgerRating)9 },
            { "办结情况不是可用的值", r => r.Closing = (LedgerClosing)9 },
            { "提案者不存在", r => r.Lead = "m9" },
            { "提案者不存在", r => r.CoSigners.Add("m9") },
            { "同一提案者出现不止一次", r => r.CoSigners.Add("m1") },
            { "联名人超过 500 人", r => r.CoSigners.AddRange(Enumerable.Repeat("m2", 501)) },
            { "承办单位不存在", r => r.Unit = "u9" },
            { "承办单位不存在", r => r.CoUnits.Add("u9") },
            { "主办单位又列为会办单位", r => r.CoUnits.Add("u1") },
            { "同一会办单位出现不止一次", r => r.CoUnits.AddRange(["u2", "u2"]) },
            { "会办单位超过 100 个", r => r.CoUnits.AddRange(Enumerable.Repeat("u2", 101)) },
            { "案号须为 1 至 999999999", r => r.CaseNumber = long.MaxValue },
            { "案号须为 1 至 999999999", r => r.CaseNumber = -1 },
            { "案号须为 1 至 999999999", r => r.MergedInto = long.MaxValue },
            { "立案提案缺少案号", r => r.CaseNumber = 0 },
            { "不予立案的提案不应有案号", r => r.Decision = LedgerDecision.NotFiled },
            { "没有并案，却有并入的案号", r => r.MergedInto = 1 },
            { "审查结果不在办理规则中", r => r.Outcome = "nowhere" },
            { "审查结果不在办理规则中", r => r.Outcome = "letter" },
            { "案号含有控制字符或看不见的字符", r => r.CaseLabel = "平\u200B2" },
            { "日期无效", r => r.HandedOverOn = "2023-02-30" },
            { "日期无效", r => r.RepliedOn = "9999-12-31" },
            { "日期无效", r => r.AcknowledgedOn = "0001-01-01" },
            { "签收日期早于交办日期", r => r.AcknowledgedOn = "2023-02-28" },
            { "答复日期早于交办日期", r => r.RepliedOn = "2023-02-28" },
            { "尚无答复，却有办理结果或评价", r => r.RepliedOn = "" },
        };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_in_a_field_is_one_sentence_for_its_row(string sentence, Action<LedgerRow> spoil)
    {
        var (good, bad) = (Row(4, 1), Row(5, 2));
        spoil(bad);

        var problems = new LedgerRowRules([good, bad], Members, Units, ExaminationOutcomes.Default).Problems();

        problems.ShouldBe([("rows[1]", $"第5行：{sentence}")]);
    }

    [Fact]
    public void A_case_number_belongs_to_one_row_also_when_the_case_was_merged()
    {
        var merged = new LedgerRow(Row(5, 1)) { Decision = LedgerDecision.Merged, MergedInto = 1 };

        new LedgerRowRules([Row(4, 1), merged], Members, Units, ExaminationOutcomes.Default)
            .Problems()
            .ShouldBe([("rows[0]", "第4行：案号 1 重复"), ("rows[1]", "第5行：案号 1 重复")]);
        new LedgerRowRules(
            [Row(4, 1), new LedgerRow(merged) { CaseNumber = 2 }],
            Members,
            Units,
            ExaminationOutcomes.Default
        )
            .Problems()
            .ShouldBeEmpty();
    }

    [Fact]
    public void A_case_number_that_is_more_than_a_number_is_unique_as_it_is_written()
    {
        LedgerRow Of(int row, string label) => new(Row(row, 1)) { CaseLabel = label };
        LedgerRow Into(string label) =>
            new(Row(6, 0))
            {
                Decision = LedgerDecision.Merged,
                MergedInto = 1,
                MergedIntoLabel = label,
            };
        IEnumerable<string> Said(params LedgerRow[] rows) =>
            new LedgerRowRules(rows, Members, Units, ExaminationOutcomes.Default).Problems().Select(p => p.Message);

        Said(Of(4, "大字第1号"), Of(5, "平字第1号")).ShouldBeEmpty();
        Said(Of(4, "大字第1号"), Of(5, "大字第1号"))
            .ShouldBe(["第4行：案号 大字第1号 重复", "第5行：案号 大字第1号 重复"]);
        Said(Of(4, "大字第1号"), Of(5, "平字第1号"), Into("平字第1号")).ShouldBeEmpty();
        Said(Of(4, "大字第1号"), Of(5, "平字第1号"), Into("")).ShouldBe(["第6行：并入的第 1 号有几件"]);
        Said(Of(4, "大字第1号"), Into("平字第1号")).ShouldBe(["第6行：并入的第 平字第1号 号不存在"]);
        Said(Row(4, 1), new LedgerRow(Into("")) { MergedInto = 0 }).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_large_ledger_is_laid_aside_and_imported_in_one_move()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var office = await cast.Office;
        var lead = (await cast.MemberAsync(1)).Account.Member.Split('/')[3];
        var session = await cast.SessionAsync();
        var upload = Call.NewId();
        Grpc.Core.AsyncUnaryCall<StageLedgerRowsResponse> StageAsync(int first, params LedgerRow[] rows) =>
            office.Intake.StageLedgerRowsAsync(
                new StageLedgerRowsRequest
                {
                    RequestId = Call.NewId(),
                    Upload = upload,
                    First = first,
                    Rows = { rows },
                }
            );
        LedgerRow Of(int number) => new(Row(number, number)) { Lead = lead, Unit = "" };
        ImportLedgerRequest Import() =>
            new()
            {
                RequestId = Call.NewId(),
                Session = session.Name,
                Upload = upload,
            };

        (await StageAsync(0, Of(1), Of(2))).Staged.ShouldBe(2);
        (await StageAsync(2, Of(2))).Staged.ShouldBe(3);
        (await Refused.ByAsync(StageAsync(2, Of(4)))).StatusCode.ShouldBe(Grpc.Core.StatusCode.InvalidArgument);
        // The first and the last part have the same case number.
        (await Refused.ReasonAsync(office.Intake.ImportLedgerAsync(Import()))).ShouldBe("LEDGER_ROW_INVALID");
        (
            await office.Intake.ListProposalsAsync(new ListProposalsRequest { Session = session.Name })
        ).Proposals.ShouldBeEmpty();
        await StageAsync(0, Of(1), Of(2));
        await StageAsync(2, Of(3));
        (await office.Intake.ImportLedgerAsync(Import())).Imported.ShouldBe(3);
        (await office.Intake.ListProposalsAsync(new ListProposalsRequest { Session = session.Name }))
            .Proposals.Select(p => p.CaseNumber)
            .ShouldBe([3, 2, 1], ignoreOrder: true);
        (await Refused.ReasonAsync(office.Intake.ImportLedgerAsync(Import()))).ShouldBe("FIELD_INVALID");
    }

    [Fact]
    public async Task The_next_case_number_follows_the_largest_of_the_ledger()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var lead = (await cast.MemberAsync(1)).Account.Member.Split('/')[3];
        var session = await cast.SessionAsync();
        LedgerRow Of(int row, long number) =>
            new()
            {
                Row = row,
                CaseNumber = number,
                Subject = "关于示例的提案",
                Lead = lead,
                ProposerKind = ProposerKind.Member,
                SessionKind = SessionKind.InSession,
                Decision = LedgerDecision.Filed,
            };
        async Task<string> RefusedAsync(long number) =>
            await Refused.ReasonAsync(
                (await cast.Office).Intake.ImportLedgerAsync(
                    new ImportLedgerRequest
                    {
                        RequestId = Call.NewId(),
                        Session = session.Name,
                        Rows = { Of(4, number) },
                    }
                )
            );

        (await RefusedAsync(long.MaxValue)).ShouldBe("FIELD_INVALID");
        (await RefusedAsync(1_000_000_000)).ShouldBe("LEDGER_ROW_INVALID");
        await (await cast.Office).Intake.ImportLedgerAsync(
            new ImportLedgerRequest
            {
                RequestId = Call.NewId(),
                Session = session.Name,
                Rows =
                {
                    Of(4, 7),
                    new LedgerRow(Of(5, 9)) { Decision = LedgerDecision.Merged, MergedInto = 7 },
                },
            }
        );

        (await FiledAsync(cast, "关于案号的提案")).CaseNumber.ShouldBe(10);
    }

    private static LedgerRow Row(int row, long number) =>
        new()
        {
            Row = row,
            CaseNumber = number,
            Subject = "关于𠮷\uDB40\uDD00田的提案",
            Lead = "m1",
            ProposerKind = ProposerKind.Member,
            Category = "经济",
            SessionKind = SessionKind.InSession,
            Decision = LedgerDecision.Filed,
            Unit = "u1",
            HandedOverOn = "2023-03-01",
            RepliedOn = "2023-05-01",
            OutcomeClass = "A",
            Closing = LedgerClosing.Closed,
        };
}
