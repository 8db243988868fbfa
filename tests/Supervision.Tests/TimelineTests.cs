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
