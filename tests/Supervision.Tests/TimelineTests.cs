using Google.Protobuf;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Journal.V1;
using Proposals.Supervision.V1;
using Shouldly;
using Xunit;

namespace Proposals.Supervision.Tests;

public sealed class TimelineTests
{
    public static TheoryData<string> EventsOfCases =>
        new(
            EventTypes
                .Names.Where(n => !n.StartsWith("proposals.directory.", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(EventsOfCases))]
    public void Has_a_chinese_sentence_for_every_event(string type)
    {
        var message = EventTypes.Parse(new Event { Type = type, Body = ByteString.Empty });
        if (message is LedgerCaseImported imported)
            imported.Row = new LedgerRow();
        var sentence = TimelineSentence.Of(message, Given.Labels());
        sentence.ShouldContain(c => c >= '\u4e00' && c <= '\u9fff');
        message.Descriptor.FindFieldByName("proposal").ShouldNotBeNull();
    }

    [Fact]
    public void Names_units_by_title_and_codes_by_label()
    {
        var delivered = new ReplyDelivered
        {
            Unit = "u1",
            Round = 1,
            RepliesNeeded = 2,
            RepliesDelivered = 1,
            OutcomeClass = "A",
        };
        TimelineSentence
            .Of(delivered, Given.Labels())
            .ShouldBe("送达答复：交通局（第 1 轮，已送达 1/2），办理结果 A 类（已解决或采纳）");
        TimelineSentence
            .Of(new ProposalRejected { Reason = "academic" }, Given.Labels())
            .ShouldBe("不予立案，理由：属于学术研讨");
        TimelineSentence
            .Of(
                new UnitUrged
                {
                    Unit = "u1",
                    Duty = "x-acknowledge",
                    Channel = UrgeChannel.Telephone,
                },
                Given.Labels()
            )
            .ShouldBe("催办交通局（电话）：签收");
    }

    [Fact]
    public void Says_which_days_a_newer_calendar_moved_and_which_are_no_longer_provisional()
    {
        static DueDate Day(string date, bool provisional = false) => new() { Date = date, Provisional = provisional };
        var sentence = TimelineSentence.Of(
            new DueDatesRecounted
            {
                CalendarVersion = 3,
                OldAcknowledgeDue = Day("2026-12-31", true),
                AcknowledgeDue = Day("2026-12-31"),
                OldReturnDue = Day("2027-01-06", true),
                ReturnDue = Day("2027-01-07"),
                OldDue = Day("2027-03-29"),
                Due = Day("2027-03-29"),
            },
            Given.Labels()
        );
        sentence.ShouldStartWith("重算期限（工作日历第 3 版），签收期限 2026-12-31 不再暂定，申退期限由");
        sentence.ShouldEndWith("申退期限由 2027-01-06 改为 2027-01-07");
        TimelineSentence
            .Of(
                new FormDueRecounted
                {
                    Unit = "u1",
                    CalendarVersion = 3,
                    OldDueDate = "2027-01-11",
                    DueDate = "2027-01-12",
                },
                Given.Labels()
            )
            .ShouldBe("重算反馈期限（工作日历第 3 版，对交通局的答复），由 2027-01-11 改为 2027-01-12");
    }

    [Fact]
    public void Does_not_tell_a_single_proposers_ratings() =>
        TimelineSentence
            .Of(
                new FeedbackSubmitted
                {
                    Unit = "u1",
                    Round = 1,
                    Work = Rating.Dissatisfied,
                    Result = Rating.Dissatisfied,
                },
                Given.Labels()
            )
            .ShouldNotContain("满意");

    [Fact]
    public void Knows_nothing_of_other_messages() =>
        Should.Throw<UnknownEventException>(() => TimelineSentence.Of(new Position(), Given.Labels()));
}
