using Proposals.Cli.Ledgers;
using Shouldly;
using Xunit;

namespace Proposals.Cli.Tests.Ledgers;

public class LedgerDateTests
{
    private static readonly DateOnly FourthOfMarch = new(2022, 3, 4);

    [Theory]
    [InlineData("2022年3月4日")]
    [InlineData("2022年03月04日")]
    [InlineData("2022 年 3 月 4 日")]
    [InlineData("2022-03-04")]
    [InlineData("2022-3-4")]
    [InlineData("2022.3.4")]
    [InlineData("2022.03.04")]
    [InlineData("2022/3/4")]
    [InlineData("20220304")]
    [InlineData("２０２２年３月４日")]
    [InlineData("２０２２／３／４")]
    [InlineData("　2022-03-04 00:00:00 ")]
    [InlineData("2022/3/4 10:20")]
    public void May_be_written_in_every_usual_way(string text)
    {
        LedgerValues.Date(text).ShouldBe(FourthOfMarch);
        new TestLedger(1).With(4, ("答复日期", text)).Read().Rows[0].RepliedOn.ShouldBe(FourthOfMarch);
    }

    [Theory]
    [InlineData("2022年13月4日")]
    [InlineData("2022-02-29")]
    [InlineData("2022-02-00")]
    [InlineData("2022-03/04")]
    [InlineData("22.3.4")]
    [InlineData("2202-03-04")]
    [InlineData("0022-03-04")]
    [InlineData("202234")]
    [InlineData("三月四日")]
    [InlineData("44624")]
    public void That_is_none_is_an_error(string text)
    {
        LedgerValues.Date(text).ShouldBeNull();
        var error = new TestLedger(1).With(4, ("答复日期", text)).Read().Errors.ShouldHaveSingleItem();
        error.Message.ShouldBe($"第4行「答复日期」：“{text}”不是有效日期，请写成 2022-03-04 的样式");
    }

    [Theory]
    [InlineData(TestCell.ShortDate)]
    [InlineData(TestCell.ChineseDate)]
    [InlineData(TestCell.BuiltInChineseDate)]
    [InlineData(TestCell.LocalizedDate)]
    public void May_be_a_serial_number_with_a_date_style(uint style)
    {
        new TestLedger(1)
            .With(4, ("答复日期", TestCell.Number(44624, style)))
            .Read()
            .Rows[0]
            .RepliedOn.ShouldBe(FourthOfMarch);
        new TestLedger(1)
            .With(4, ("答复日期", TestCell.Number(44624.75, style)))
            .Read()
            .Rows[0]
            .RepliedOn.ShouldBe(FourthOfMarch);
        new TestLedger(1) { From1904 = true }
            .With(4, ("答复日期", TestCell.Number(43162, style)))
            .Read()
            .Rows[0]
            .RepliedOn.ShouldBe(FourthOfMarch);
        new TestLedger(1)
            .With(4, ("答复日期", TestCell.FormulaOfNumber("M4+10", 44624, style)))
            .Read()
            .Rows[0]
            .RepliedOn.ShouldBe(FourthOfMarch);
    }

    [Theory]
    [InlineData(44624, TestCell.General)]
    [InlineData(44624, TestCell.NumberWithLetters)]
    [InlineData(5, TestCell.ShortDate)]
    [InlineData(99999999, TestCell.ShortDate)]
    [InlineData(-3, TestCell.ShortDate)]
    public void Is_no_serial_number_without_a_date_style_or_out_of_range(double serial, uint style)
    {
        new TestLedger(1)
            .With(4, ("答复日期", TestCell.Number(serial, style)))
            .Read()
            .Errors.ShouldHaveSingleItem()
            .Column.ShouldBe("答复日期");
    }

    [Fact]
    public void May_be_eight_digits_entered_as_a_number()
    {
        new TestLedger(1)
            .With(4, ("答复日期", TestCell.Number(20220304)))
            .Read()
            .Rows[0]
            .RepliedOn.ShouldBe(FourthOfMarch);
    }

    [Fact]
    public void May_be_stored_in_the_iso_form()
    {
        new TestLedger(1)
            .With(4, ("答复日期", TestCell.IsoDate("2022-03-04T00:00:00")))
            .Read()
            .Rows[0]
            .RepliedOn.ShouldBe(FourthOfMarch);
    }
}
