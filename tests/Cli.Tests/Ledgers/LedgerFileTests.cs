using Proposals.Cli.Ledgers;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Shouldly;
using Xunit;

namespace Proposals.Cli.Tests.Ledgers;

public class LedgerFileTests
{
    [Theory]
    [InlineData("dawukou-8-1", "大武口区政协", 8, 1, "2022-12-20", 50, 50, 0, 0)]
    [InlineData("shizuishan-11-5", "石嘴山市政协", 11, 5, "2022-12-20", 224, 224, 0, 0)]
    [InlineData("hongsibu-3-5", "红寺堡区政协", 3, 5, "2021-12-20", 38, 38, 0, 0)]
    [InlineData("gansu-13-2", "甘肃省政协", 13, 2, "2024-12-20", 1024, 824, 14, 186)]
    public void Reads_each_ledger_of_the_offices_without_error(
        string file,
        string committee,
        int term,
        int number,
        string filledOn,
        int rows,
        int filed,
        int merged,
        int notFiled
    )
    {
        var ledger = Read(file);

        ledger.Errors.ShouldBeEmpty();
        (ledger.CommitteeTitle, ledger.Term, ledger.Number).ShouldBe((committee, term, number));
        ledger.FilledOn.ShouldBe(DateOnly.ParseExact(filledOn, "yyyy-MM-dd"));
        ledger.Rows.Count.ShouldBe(rows);
        ledger.Rows.Count(row => row.Decision == LedgerDecision.Filed).ShouldBe(filed);
        ledger.Rows.Count(row => row.Decision == LedgerDecision.Merged).ShouldBe(merged);
        ledger.Rows.Count(row => row.Decision == LedgerDecision.NotFiled).ShouldBe(notFiled);
    }

    [Fact]
    public void Counts_of_the_ledgers_are_those_reported()
    {
        var (dawukou, shizuishan) = (Read("dawukou-8-1").Rows, Read("shizuishan-11-5").Rows);
        var (hongsibu, gansu) = (Read("hongsibu-3-5").Rows, Read("gansu-13-2").Rows);

        dawukou.Count(row => row.Closing == LedgerClosing.Closed).ShouldBe(49);
        dawukou.Count(row => row.RepliedOn is not null).ShouldBe(50);
        dawukou.Count(row => row.CoSigners.Count > 0).ShouldBe(12);
        dawukou.Count(row => row.ProposerKind == ProposerKind.Party).ShouldBe(7);
        dawukou.Count(row => row.ProposerKind == ProposerKind.SpecialCommittee).ShouldBe(2);
        new[] { "A", "B", "C" }
            .Select(outcome => shizuishan.Count(row => row.OutcomeClass == outcome))
            .ShouldBe([219, 2, 3]);
        shizuishan.Count(row => row.ResultRating == LedgerRating.MostlySatisfied).ShouldBe(10);
        shizuishan.Count(row => row.KeyProposal).ShouldBe(10);
        hongsibu.Count(row => row.Closing == LedgerClosing.Closed).ShouldBe(31);
        hongsibu.Count(row => row.Closing == LedgerClosing.CarriedOver).ShouldBe(6);
        hongsibu.Count(row => row.Closing == LedgerClosing.Unable).ShouldBe(1);
        gansu.Count(row => row.ProposerKind == ProposerKind.Member).ShouldBe(877);
    }

    [Fact]
    public void Case_numbers_of_the_ledgers_run_from_one_without_gap()
    {
        Read("gansu-13-2")
            .Rows.Select(row => row.CaseNumber)
            .Where(number => number > 0)
            .ShouldBe(Enumerable.Range(1, 824).Select(number => (long)number));
    }

    [Fact]
    public void Names_exactly_the_ten_rows_of_the_file_with_ten_faults()
    {
        var ledger = Read("ten-faults");

        ledger
            .Errors.Select(error => (error.Row, error.Column))
            .ShouldBe([
                (6, "案由"),
                (9, "交办日期"),
                (13, "审查结果"),
                (17, "案号"),
                (22, "案号"),
                (27, "审查结果"),
                (31, "会办单位"),
                (36, "答复日期"),
                (41, "办结情况"),
                (47, "办理结果"),
            ]);
        ledger.Rows.Count.ShouldBe(50);
    }

    [Fact]
    public void A_message_names_the_row_the_column_and_the_remedy()
    {
        Read("ten-faults")
            .Errors[1]
            .Message.ShouldBe("第9行「交办日期」：“2022年13月4日”不是有效日期，请写成 2022-03-04 的样式");
    }

    [Fact]
    public void A_row_is_read_with_everything_it_says()
    {
        var row = new TestLedger(2)
            .With(
                5,
                ("提案者", "示例委员１２、 示例委员013；示 例等"),
                ("提案形式", "联名"),
                ("重点提案", "重点"),
                ("会办单位", "财政局\n 民政局 ，审计局")
            )
            .With(
                5,
                ("会议/平时", "平时"),
                ("案号", "第４９号"),
                ("办理结果", "Ｂ类"),
                ("办理工作评价", "基本满意"),
                ("办理结果评价", "不满意"),
                ("办结情况", "跨年度")
            )
            .Read()
            .Rows[1];

        (row.Row, row.CaseNumber, row.Subject, row.Category).ShouldBe((5, 49L, "关于示例事项2的提案", "综合"));
        (row.Lead, row.ProposerKind).ShouldBe(("示例委员12", ProposerKind.Member));
        (row.SessionKind, row.Decision).ShouldBe((SessionKind.InterSession, LedgerDecision.Filed));
        row.CoSigners.ShouldBe(["示例委员013", "示例"]);
        row.KeyProposal.ShouldBeTrue();
        row.LeadUnit.ShouldBe("教育体育局");
        row.CoUnits.ShouldBe(["财政局", "民政局", "审计局"]);
        (row.HandedOverOn, row.AcknowledgedOn, row.RepliedOn).ShouldBe(
            (new DateOnly(2022, 2, 22), new DateOnly(2022, 2, 23), new DateOnly(2022, 5, 11))
        );
        (row.Contact, row.DocumentNumber, row.OutcomeClass).ShouldBe(("面谈", "示例函〔2022〕2号", "B"));
        (row.WorkRating, row.ResultRating, row.Closing).ShouldBe(
            (LedgerRating.MostlySatisfied, LedgerRating.Dissatisfied, LedgerClosing.CarriedOver)
        );
    }

    [Fact]
    public void Columns_are_found_by_their_header_wherever_they_stand()
    {
        var ledger = new TestLedger(3)
        {
            Headers = [.. TestLedger.AllHeaders.Reverse().Append("自加的一栏")],
            WriteHeader = header =>
                header
                    .Replace("日期", "\n日 期", StringComparison.Ordinal)
                    .Replace("/", "／", StringComparison.Ordinal),
        }.Read();

        ledger.Errors.ShouldBeEmpty();
        ledger.Rows.Select(row => row.Lead).ShouldBe(["示例委员001", "示例委员002", "示例委员003"]);
        ledger.Rows[0].HandedOverOn.ShouldBe(new DateOnly(2022, 2, 22));
    }

    [Fact]
    public void A_missing_column_is_one_error_and_no_row_is_blamed()
    {
        var ledger = new TestLedger(3) { Headers = [.. TestLedger.AllHeaders.Except(["会办单位"])] }.Read();

        ledger
            .Errors.ShouldHaveSingleItem()
            .Message.ShouldBe("第3行「会办单位」：表头缺少这一栏，请补上（没有内容的格可以留空）");
    }

    [Fact]
    public void A_column_given_twice_is_an_error()
    {
        var ledger = new TestLedger(3) { Headers = [.. TestLedger.AllHeaders, "主办单位"] }.Read();

        ledger.Errors.ShouldHaveSingleItem().Message.ShouldContain("「主办单位」：表头中这一栏出现了不止一次");
    }

    [Fact]
    public void Columns_that_the_import_does_not_need_may_be_missing()
    {
        string[] spared = ["序号", "界别", "重点提案", "签收日期", "面商方式", "答复文号", "备注"];

        new TestLedger(3) { Headers = [.. TestLedger.AllHeaders.Except(spared)] }
            .Read()
            .Errors.ShouldBeEmpty();
    }

    [Fact]
    public void Empty_rows_are_skipped_and_the_others_keep_their_number()
    {
        var ledger = new TestLedger(4).Empty(5).Read();

        ledger.Errors.ShouldBeEmpty();
        ledger.Rows.Select(row => row.Row).ShouldBe([4, 6, 7]);
    }

    [Fact]
    public void The_totals_row_ends_the_data()
    {
        var book = new TestLedger(3)
        {
            Totals = new()
            {
                ["序号"] = "合 计",
                ["案号"] = TestCell.Number(3),
                ["案由"] = "3件",
            },
        };

        var ledger = book.Read();

        ledger.Errors.ShouldBeEmpty();
        ledger.Rows.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("案由", "4", "合计为 4 件，表中有 3 件")]
    [InlineData("案号", "2", "案号合计为 2，表中立案 3 件、并案 0 件")]
    [InlineData("序号", "总计：5件", "合计为 5 件，表中有 3 件")]
    public void A_total_that_differs_from_the_rows_is_an_error(string header, string total, string problem)
    {
        var book = new TestLedger(3) { Totals = new() { ["序号"] = "合计" } };
        book.Totals[header] = total;

        book.Read().Errors.ShouldHaveSingleItem().Message.ShouldStartWith($"第7行「合计」：{problem}");
    }

    [Fact]
    public void A_total_given_by_a_formula_counts_with_its_stored_result()
    {
        var book = new TestLedger(3)
        {
            Totals = new() { ["序号"] = "合计", ["案由"] = TestCell.FormulaOfNumber("COUNTA(C4:C6)", 9) },
        };

        book.Read().Errors.ShouldHaveSingleItem().Message.ShouldContain("合计为 9 件");
    }

    [Fact]
    public void A_hidden_sheet_is_not_the_ledger()
    {
        var ledger = new TestLedger(3) { HasHiddenCopyInFront = true }.Read();

        ledger.Errors.ShouldBeEmpty();
        ledger.Rows.Count.ShouldBe(3);
    }

    [Fact]
    public void Text_may_be_shared_rich_or_the_result_of_a_formula()
    {
        var ledger = new TestLedger(3)
            .With(4, ("案由", TestCell.Shared("关于共享文本的提案")), ("主办单位", TestCell.Shared("教育体育局")))
            .With(5, ("案由", TestCell.Shared("关于", "多种字体", "的提案")), ("案号", TestCell.Number(2)))
            .With(
                6,
                ("案由", TestCell.Formula("CONCATENATE(\"关于\",\"公式\")", "关于公式")),
                ("案号", TestCell.FormulaOfNumber("B5+1", 3))
            )
            .Read();

        ledger.Errors.ShouldBeEmpty();
        ledger.Rows.Select(row => row.Subject).ShouldBe(["关于共享文本的提案", "关于多种字体的提案", "关于公式"]);
        ledger.Rows.Select(row => row.CaseNumber).ShouldBe([1, 2, 3]);
    }

    internal static LedgerFile Read(string name)
    {
        using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Ledgers", name + ".xlsx"));
        return LedgerFile.Read(stream);
    }
}
