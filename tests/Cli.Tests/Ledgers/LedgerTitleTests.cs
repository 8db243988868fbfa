using Proposals.Cli.Ledgers;
using Shouldly;
using Xunit;

namespace Proposals.Cli.Tests.Ledgers;

public class LedgerTitleTests
{
    [Theory]
    [InlineData("大武口区政协八届一次会议提案办理情况台账（示例数据）", "大武口区政协", 8, 1)]
    [InlineData("石嘴山市政协十一届五次会议政府承办提案台账", "石嘴山市政协", 11, 5)]
    [InlineData("示例市政协十届十次会议提案台账", "示例市政协", 10, 10)]
    [InlineData("示例市政协二十届两次全会提案台账", "示例市政协", 20, 2)]
    [InlineData("示例市政协九十九届二十一次会议提案台账", "示例市政协", 99, 21)]
    [InlineData("示例市政协 第11届 第５次 会议提案台账", "示例市政协", 11, 5)]
    [InlineData("2022年度示例县政协九届二次会议提案台账", "示例县政协", 9, 2)]
    [InlineData("政协示例市第十一届委员会第五次会议提案办理情况台账", "示例市政协", 11, 5)]
    [InlineData("中国人民政治协商会议示例省委员会第十三届二次会议提案台账", "示例省政协", 13, 2)]
    public void Says_which_committee_and_which_session(string title, string committee, int term, int number)
    {
        LedgerTitle.Parse(title).ShouldBe(new LedgerTitle(committee, term, number));
    }

    [Theory]
    [InlineData("提案办理情况台账")]
    [InlineData("示例市政协提案台账")]
    [InlineData("示例市八届一次会议提案台账")]
    [InlineData("示例市政协0届1次会议提案台账")]
    [InlineData("示例市政协十十届一次会议提案台账")]
    [InlineData("政协八届一次会议提案台账")]
    public void Is_refused_when_it_does_not_say_so(string title)
    {
        LedgerTitle.Parse(title).ShouldBeNull();
    }

    [Fact]
    public void Is_one_error_of_its_row_when_it_does_not_say_so()
    {
        var ledger = new TestLedger(2) { Title = "提案台账" }.Read();

        ledger.Errors.ShouldHaveSingleItem().Message.ShouldStartWith("第1行「标题」：看不出是哪个政协的哪届哪次会议");
        (ledger.Title, ledger.Rows.Count).ShouldBe(("提案台账", 2));
    }
}
