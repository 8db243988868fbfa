using Shouldly;
using Xunit;

namespace Proposals.Cli.Tests.Ledgers;

public class LedgerFaultTests
{
    private static readonly (string, TestCell)[] NoReply =
    [
        ("答复日期", ""),
        ("办理结果", ""),
        ("办理工作评价", ""),
        ("办理结果评价", ""),
        ("办结情况", "在办"),
    ];

    [Theory]
    [InlineData("案由", "", "案由", "不能为空，请填写")]
    [InlineData("提案者", "", "提案者", "不能为空，请填写，多人之间用顿号分开")]
    [InlineData("提案者", "、", "提案者", "“、”中没有姓名或单位名称，请填写")]
    [InlineData("审查结果", "", "审查结果", "不能为空，请填写立案、不予立案或并入第N号")]
    [InlineData("审查结果", "列案", "审查结果", "“列案”不是可用的值，请写立案、不予立案或并入第N号（N 为案号）")]
    [InlineData("审查结果", "并入第999号", "审查结果", "并入的第999号在表中不存在，请写表中已立案提案的案号")]
    [InlineData("审查结果", "并入第3号", "审查结果", "不能并入自己（第3号），请写另一件提案的案号")]
    [InlineData("提案形式", "", "提案形式", "不能为空，请填写个人、联名或集体")]
    [InlineData("提案形式", "单独", "提案形式", "“单独”不是可用的值，请写个人、联名或集体")]
    [InlineData("会议/平时", "", "会议/平时", "不能为空，请填写会议或平时")]
    [InlineData("会议/平时", "会前", "会议/平时", "“会前”不是可用的值，请写会议或平时")]
    [InlineData("重点提案", "大概", "重点提案", "“大概”不是可用的值，请写重点，或留空")]
    [InlineData("办理结果", "优", "办理结果", "“优”不是可用的值，请写 A、B、C 或 D")]
    [InlineData("办理工作评价", "很好", "办理工作评价", "“很好”不是可用的值，请写满意、基本满意、不满意或未表态")]
    [InlineData("办理结果评价", "一般", "办理结果评价", "“一般”不是可用的值，请写满意、基本满意、不满意或未表态")]
    [InlineData("办结情况", "完成", "办结情况", "“完成”不是可用的值，请写在办、办结、跨年度或无法办理")]
    [InlineData("案号", "", "案号", "立案的提案没有案号，请填写案号")]
    [InlineData("案号", "甲3", "案号", "“甲3”不是有效案号，请写成 49 或 第49号 的样式")]
    [InlineData("案号", "第1号", "案号", "案号 1 与第4行重复，请改成各自的案号")]
    [InlineData("主办单位", "", "主办单位", "已填「交办日期」却没有主办单位，请填写主办单位")]
    [InlineData(
        "主办单位",
        "教育体育局、民政局",
        "主办单位",
        "“教育体育局、民政局”应是一个单位，请只写一个主办单位，其余写入「会办单位」"
    )]
    [InlineData("会办单位", "财政局、教育体育局", "会办单位", "“教育体育局”已是主办单位，请从会办单位中删去")]
    [InlineData("交办日期", "2022年13月4日", "交办日期", "“2022年13月4日”不是有效日期，请写成 2022-03-04 的样式")]
    [InlineData("签收日期", "昨天", "签收日期", "“昨天”不是有效日期，请写成 2022-03-04 的样式")]
    [InlineData("签收日期", "2022-02-21", "签收日期", "签收日期 2022-02-21 早于交办日期 2022-02-22，请核对两个日期")]
    [InlineData("答复日期", "2022.2.1", "答复日期", "答复日期 2022-02-01 早于交办日期 2022-02-22，请核对两个日期")]
    public void One_wrong_cell_is_one_error_that_names_it(string header, string written, string column, string problem)
    {
        var ledger = new TestLedger(5).With(6, (header, written)).Read();

        ledger.Errors.Select(error => error.Message).ShouldBe([$"第6行「{column}」：{problem}"]);
        ledger.Rows.Count.ShouldBe(5);
    }

    [Theory]
    [InlineData("办理结果", "A", "有办理结果却没有答复日期，请补填答复日期或删去办理结果")]
    [InlineData("办理工作评价", "满意", "没有答复日期却有评价，请补填答复日期或删去评价")]
    [InlineData("办理结果评价", "不满意", "没有答复日期却有评价，请补填答复日期或删去评价")]
    [InlineData("办结情况", "办结", "没有答复日期不能办结，请补填答复日期或改为在办")]
    public void What_needs_a_reply_is_an_error_without_one(string header, string written, string problem)
    {
        var ledger = new TestLedger(5).With(6, NoReply).With(6, (header, written)).Read();

        ledger.Errors.Select(error => error.Message).ShouldBe([$"第6行「{header}」：{problem}"]);
    }

    [Fact]
    public void A_case_in_hand_needs_no_reply()
    {
        new TestLedger(5).With(6, NoReply).Read().Errors.ShouldBeEmpty();
    }

    [Fact]
    public void A_proposal_that_was_not_filed_has_no_case_number()
    {
        new TestLedger(5).NotFiled(6).Read().Errors.ShouldBeEmpty();
        new TestLedger(5)
            .NotFiled(6)
            .With(6, ("案号", "1"))
            .Read()
            .Errors.ShouldHaveSingleItem()
            .Message.ShouldBe("第6行「案号」：不予立案的提案不应有案号“1”，请删去案号或更正审查结果");
    }

    [Fact]
    public void A_merged_proposal_may_have_a_case_number_or_none()
    {
        new TestLedger(5).Merged(6, "并入 第１号").Read().Errors.ShouldBeEmpty();
        new TestLedger(5).Merged(6, "并入第5号").With(6, ("案号", "3")).Read().Rows[2].MergedInto.ShouldBe(5);
    }

    [Fact]
    public void A_proposal_is_not_merged_into_one_that_is_merged_itself()
    {
        new TestLedger(5)
            .Merged(6, "并入第1号")
            .With(6, ("案号", "3"))
            .Merged(7, "并入第3号")
            .Read()
            .Errors.ShouldHaveSingleItem()
            .Message.ShouldBe("第7行「审查结果」：并入的第3号自身也已并案，请写最终承办的那件提案的案号");
    }

    [Fact]
    public void A_formula_without_a_usable_result_is_an_error()
    {
        var ledger = new TestLedger(3)
            .With(4, ("答复日期", TestCell.Error("#REF!")))
            .With(5, ("主办单位", TestCell.Formula("K4", null)))
            .Read();

        ledger
            .Errors.Select(error => error.Message)
            .ShouldBe([
                "第4行「答复日期」：公式的结果是错误值 #REF!，请改正公式或直接填写内容",
                "第5行「主办单位」：公式没有保存计算结果，请在表格软件中打开、计算并保存后再导入",
            ]);
    }

    [Fact]
    public void One_row_may_have_several_errors()
    {
        var ledger = new TestLedger(5)
            .With(6, ("案由", ""), ("签收日期", "2021-01-01"), ("办结情况", "完成"), ("提案形式", "单独"))
            .Read();

        ledger
            .Errors.Select(error => (error.Row, error.Column))
            .ShouldBe([(6, "案由"), (6, "提案形式"), (6, "办结情况"), (6, "签收日期")], ignoreOrder: true);
    }

    [Fact]
    public void Ten_faults_in_ten_rows_name_these_ten_rows_and_no_other()
    {
        var ledger = new TestLedger(30)
        {
            Totals = new()
            {
                ["序号"] = "合计",
                ["案号"] = TestCell.Number(28),
                ["案由"] = TestCell.Number(30),
            },
        }
            .With(5, ("提案者", ""))
            .With(8, ("签收日期", TestCell.Number(99999999, TestCell.ShortDate)))
            .With(10, ("答复日期", "2022年2月30日"))
            .With(13, ("案号", "第2号"))
            .With(16, ("主办单位", ""))
            .NotFiled(18)
            .With(18, ("案号", "15"))
            .Merged(21, "并入第77号")
            .With(24, NoReply)
            .With(24, ("办理结果评价", "满意"))
            .With(27, ("办结情况", "已了"))
            .With(30, ("交办日期", "2022-06-01"), ("签收日期", "2022-06-02"))
            .Read();

        ledger.Errors.Select(error => error.Row).ShouldBe([5, 8, 10, 13, 16, 18, 21, 24, 27, 30]);
        ledger.Rows.Count.ShouldBe(30);
        ledger
            .Rows.Where(row => ledger.Errors.All(error => error.Row != row.Row))
            .ShouldAllBe(row => row.Subject.Length > 0 && row.RepliedOn != null);
    }
}
