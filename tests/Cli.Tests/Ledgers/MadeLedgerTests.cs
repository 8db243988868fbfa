using Proposals.Cli.Ledgers;
using Proposals.Cli.Tests.Ledgers.Made;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Shouldly;
using Xunit;

namespace Proposals.Cli.Tests.Ledgers;

public class MadeLedgerTests
{
    public static TheoryData<int, string> Layouts
    {
        get
        {
            var layouts = new TheoryData<int, string>();
            foreach (var (made, place) in MadeLedger.All.Select((m, i) => (m, i)))
                layouts.Add(place, made.Layout);
            return layouts;
        }
    }

    [Fact]
    public void There_are_more_than_twenty_layouts() => MadeLedger.All.Count.ShouldBeGreaterThan(20);

    [Theory]
    [MemberData(nameof(Layouts))]
    public void A_layout_gives_what_it_holds_or_one_sentence(int place, string layout)
    {
        var made = MadeLedger.All[place];

        var read = LedgerFile.Read(new MemoryStream(made.Bytes), OptionsOf(made));

        var said = read.Errors.Select(e => e.Message).Concat(read.Questions).ToList();
        if (made.Sentence.Length > 0)
        {
            said.ShouldBe([made.Sentence], layout);
            return;
        }

        said.ShouldBeEmpty(layout);
        (read.Term, read.Number, read.CommitteeTitle).ShouldBe(
            (made.Session.Term, made.Session.Number, "示例区政协"),
            layout
        );
        read.Rows.Select(r => r.Subject).ShouldBe(made.Proposals.Select(p => p.Subject), layout);
        foreach (var (row, proposal) in read.Rows.Zip(made.Proposals))
        {
            row.CoSigners.Prepend(row.Lead).ShouldBe(proposal.People, layout);
            row.Category.ShouldBe(proposal.Category, layout);
            (row.SessionKind == SessionKind.InSession).ShouldBe(proposal.IsInSession, layout);
            row.LeadUnit.ShouldBe(proposal.Lead, layout);
            row.CoUnits.ShouldBe(proposal.Helpers, layout);
            row.HandedOverOn.ShouldBe(DayOf(proposal.HandedOver), layout);
            row.RepliedOn.ShouldBe(DayOf(proposal.Answered), layout);
            row.OutcomeClass.ShouldBe(proposal.Class, layout);
            Words.GetValueOrDefault(row.WorkRating).ShouldBe(proposal.Work, layout);
            Words.GetValueOrDefault(row.ResultRating).ShouldBe(proposal.Result, layout);
            (row.Closing == LedgerClosing.Closed).ShouldBe(proposal.Closing == "办结", layout);
            (row.CaseNumber > 0).ShouldBe(proposal.Number > 0, layout);
            (row.MergedInto > 0).ShouldBe(proposal.Into > 0, layout);
            row.Decision.ShouldNotBe(LedgerDecision.Unspecified, layout);
        }
    }

    [Theory]
    [InlineData("平字第12号", 12, "平字第12号")]
    [InlineData("第 00123 号（社会管理类012号）", 123, "")]
    [InlineData("2023-012", 12, "2023-12")]
    [InlineData("〔2023〕12号", 12, "〔2023〕12号")]
    [InlineData("十四届二次会议第0123号", 123, "十四届二次会议第123号")]
    [InlineData("14-2-0123", 123, "14-2-123")]
    [InlineData("提案第１２号", 12, "提案第12号")]
    [InlineData("202300012", 202300012, "")]
    public void A_case_number_has_every_published_form(string text, long number, string label) =>
        LedgerValues.LabelledCaseNumber(text).ShouldBe((number, label));

    [Theory]
    [InlineData("甲3")]
    [InlineData("0")]
    [InlineData("第号")]
    [InlineData("1234567890123")]
    [InlineData("第12号、第13号")]
    public void Anything_else_is_none(string text) => LedgerValues.LabelledCaseNumber(text).ShouldBeNull();

    [Theory]
    [InlineData("并入第12号", 12)]
    [InlineData("并入 第１２号 提案", 12)]
    [InlineData("与第12号合并办理", 12)]
    [InlineData("并案（第12号）", 12)]
    [InlineData("合并至12号", 12)]
    public void The_case_that_it_is_merged_into_is_read(string text, long number) =>
        LedgerValues.MergedInto(text)!.Value.Number.ShouldBe(number);

    [Theory]
    [InlineData("张三 李四", "张三|李四")]
    [InlineData("马 丽 李 强 王", "")]
    [InlineData("马 丽　李强", "马丽|李强")]
    [InlineData("欧 阳 锋", "欧阳锋")]
    [InlineData("马 丽娟", "马丽娟")]
    [InlineData("1.张三 2.李四", "张三|李四")]
    [InlineData("1.张三\n2.李四", "张三|李四")]
    [InlineData("第一提案人：张三；联名人：李四、王五", "张三|李四|王五")]
    [InlineData("张伟（教育局）、张伟（卫健局）", "张伟（教育局）|张伟（卫健局）")]
    [InlineData("John Smith", "John Smith")]
    [InlineData("示例委员001 示例委员002", "示例委员001|示例委员002")]
    public void Names_between_blanks_are_people_or_a_question(string text, string names) =>
        string.Join('|', LedgerNames.Proposers(text, arePeople: true) ?? []).ShouldBe(names);

    private static readonly Dictionary<LedgerRating, string> Words = new()
    {
        [LedgerRating.Unspecified] = "",
        [LedgerRating.Satisfied] = "满意",
        [LedgerRating.MostlySatisfied] = "基本满意",
        [LedgerRating.Dissatisfied] = "不满意",
    };

    private static DateOnly? DayOf(DateTime? day) => day is { } known ? DateOnly.FromDateTime(known) : null;

    private static LedgerOptions OptionsOf(MadeLedger made)
    {
        string[] After(string name) =>
            [.. made.Arguments.Zip(made.Arguments.Skip(1)).Where(a => a.First == name).Select(a => a.Second)];
        return new LedgerOptions
        {
            FileName = made.FileName,
            Hidden = After("--hidden") is [var hidden] ? Enum.Parse<HiddenContent>(hidden, true) : HiddenContent.Ask,
            Sheets = After("--sheet"),
        };
    }
}
