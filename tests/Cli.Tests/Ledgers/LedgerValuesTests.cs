using Proposals.Cli.Ledgers;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Shouldly;
using Xunit;

namespace Proposals.Cli.Tests.Ledgers;

public class LedgerValuesTests
{
    [Theory]
    [InlineData("001", 1)]
    [InlineData("2", 2)]
    [InlineData("第49号", 49)]
    [InlineData(" 第 ４９ 号 ", 49)]
    public void A_case_number_is_read_in_every_usual_way(string text, long number)
    {
        LedgerValues.CaseNumber(text).ShouldBe(number);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("2.5")]
    [InlineData("2022-1")]
    [InlineData("甲")]
    [InlineData("12345678901234567890")]
    public void Anything_else_is_no_case_number(string text)
    {
        LedgerValues.CaseNumber(text).ShouldBeNull();
    }

    [Theory]
    [InlineData("甲、乙，丙,丁;戊；己/庚\n辛")]
    [InlineData(" 甲 、乙， 丙,丁 ;戊；己/庚\r\n辛、、甲")]
    public void Names_are_separated_in_every_usual_way_and_kept_once(string text)
    {
        LedgerNames.Units(text).ShouldBe(["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"]);
    }

    [Theory]
    [InlineData("示例甲、示例乙等")]
    [InlineData("示例甲、示例乙 等 ")]
    [InlineData("示例甲、示例乙等5人")]
    [InlineData("示例甲、示例乙等十二名委员")]
    public void The_others_behind_the_last_proposer_are_left_out(string text)
    {
        LedgerNames.Proposers(text, arePeople: true)!.ShouldBe(["示例甲", "示例乙"]);
    }

    [Theory]
    [InlineData("甲　乙", "甲乙")]
    [InlineData("教育局（体育局）", "教育局（体育局）")]
    [InlineData("示例委员００１", "示例委员001")]
    [InlineData("\uFEFF教育局\u200B", "教育局")]
    public void A_name_keeps_its_brackets_but_not_its_filling(string text, string name)
    {
        LedgerNames.Units(text).ShouldHaveSingleItem().ShouldBe(name);
    }

    [Theory]
    [InlineData("示例民盟支部", "Party")]
    [InlineData("民革示例市委员会", "Party")]
    [InlineData("中国民主促进会示例市委员会", "Party")]
    [InlineData("九三学社示例支社", "Party")]
    [InlineData("示例工商联", "Party")]
    [InlineData("示例社会和法制委员会", "SpecialCommittee")]
    [InlineData("教育界别", "Sector")]
    [InlineData("民盟界", "Sector")]
    [InlineData("经济界别活动小组", "Sector")]
    [InlineData("第三小组", "Group")]
    [InlineData("第一联组", "Group")]
    [InlineData("示例妇联", "PeoplesOrganization")]
    [InlineData("共青团示例市委员会", "PeoplesOrganization")]
    public void The_kind_of_a_collective_proposer_is_guessed_from_its_name(string name, string kind)
    {
        LedgerValues.KindOf(name).ShouldBe(Enum.Parse<ProposerKind>(kind));
    }

    [Theory]
    [InlineData("A", "A")]
    [InlineData("A类", "A")]
    [InlineData("a", "A")]
    [InlineData("Ａ", "A")]
    [InlineData("ｂ 类", "B")]
    [InlineData("D", "D")]
    public void An_outcome_is_read_in_every_usual_way(string text, string outcome)
    {
        new TestLedger(1).With(4, ("办理结果", text)).Read().Rows[0].OutcomeClass.ShouldBe(outcome);
    }

    [Theory]
    [InlineData("")]
    [InlineData("—")]
    [InlineData("/")]
    [InlineData("无")]
    public void A_sign_for_nothing_is_nothing(string text)
    {
        var ledger = new TestLedger(1)
            .With(4, ("会办单位", text), ("签收日期", text), ("办理工作评价", text), ("重点提案", text))
            .Read();

        ledger.Errors.ShouldBeEmpty();
        ledger.Rows[0].CoUnits.ShouldBeEmpty();
        ledger.Rows[0].AcknowledgedOn.ShouldBeNull();
    }

    [Fact]
    public void A_rating_not_stated_is_none()
    {
        var ledger = new TestLedger(1).With(4, ("办理结果评价", "未表态")).Read();

        ledger.Errors.ShouldBeEmpty();
        ledger.Rows[0].ResultRating.ShouldBe(LedgerRating.Unspecified);
    }
}
