using Google.Protobuf;
using Google.Protobuf.Reflection;
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
    // Ends of names of fields that hold a day.
    private static readonly string[] Days = ["date", "day", "settled_on"];

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
            .ShouldBe("送达答复：交通局（第 1 轮，应有 2 份答复，已送达 1 份），办理结果 A 类（已解决或采纳）");
        delivered.RepliesNeeded = 1;
        TimelineSentence
            .Of(delivered, Given.Labels())
            .ShouldBe("送达答复：交通局（第 1 轮），办理结果 A 类（已解决或采纳）");
        delivered.CopiedOffices.Add(CopiedOffice.Supervision);
        delivered.CopiedUnits.Add("u1");
        TimelineSentence.Of(delivered, Given.Labels()).ShouldEndWith("，抄送政府督查室、交通局");
        TimelineSentence
            .Of(new ProposalSubmitted { SerialNumber = 7, TextVersion = 1 }, Given.Labels())
            .ShouldEndWith("第 1 稿");
        TimelineSentence
            .Of(
                new ProposalSubmitted
                {
                    SerialNumber = 7,
                    TextVersion = 1,
                    CoSigners = { "m2" },
                },
                Given.Labels()
            )
            .ShouldEndWith("第 1 稿，1 人联名");
        var contact = new ContactLogged { Date = "2026-03-05", Form = ContactForm.Telephone };
        TimelineSentence.Of(contact, Given.Labels()).ShouldEndWith("，2026年3月5日，电话");
        contact.Stage = ContactStage.Before;
        TimelineSentence.Of(contact, Given.Labels()).ShouldEndWith("，2026年3月5日，办前，电话");
        TimelineSentence
            .Of(new ProposalRejected { Reason = "academic" }, Given.Labels())
            .ShouldBe("不予立案，理由：属于学术研讨");
        TimelineSentence
            .Of(new ProposalRedirected { Outcome = "suggestion" }, Given.Labels())
            .ShouldBe("转作其他处理：转意见建议");
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
        var raised = new SupervisionProblemRaised
        {
            Mode = SupervisionMode.MemberVisit,
            Unit = "u1",
            DueDate = "2026-04-30",
        };
        TimelineSentence
            .Of(raised, Given.Labels())
            .ShouldBe("列入问题清单：委员上门督办，交通局，整改时限 2026年4月30日");
        raised.Unit = "";
        TimelineSentence.Of(raised, Given.Labels()).ShouldBe("列入问题清单：委员上门督办，整改时限 2026年4月30日");
        TimelineSentence
            .Of(
                new SupervisionTaskOpened
                {
                    Mode = SupervisionMode.MemberVisit,
                    FirstDay = "2026-03-05",
                    LastDay = "2026-03-08",
                },
                Given.Labels()
            )
            .ShouldBe("拟定督办：委员上门督办，2026年3月5日至2026年3月8日");
    }

    [Theory]
    [MemberData(nameof(EventsOfCases))]
    public void Has_no_id_in_any_sentence(string type)
    {
        const string id = "01a21839-d425-75f5-9801-f54fa34fbd09";
        var message = EventTypes.Parse(new Event { Type = type, Body = ByteString.Empty });
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (field.FieldType != FieldType.String)
                continue;
            if (field.IsRepeated)
                ((System.Collections.IList)field.Accessor.GetValue(message)).Add(id);
            else if (!Days.Any(d => field.Name.EndsWith(d, StringComparison.Ordinal)))
                field.Accessor.SetValue(message, id);
        }

        if (message is LedgerCaseImported imported)
            imported.Row = new LedgerRow();
        // Codes and numbers of documents are text that the sentence shows as it is.
        if (message is ReplySigned signed)
            (signed.DocumentNumber, signed.OutcomeClass) = ("示例函〔2026〕1号", "A");
        if (message is ReplyDelivered delivered)
            delivered.OutcomeClass = "A";
        if (message is ProposalRejected rejected)
            rejected.Reason = "academic";
        if (message is ProposalRedirected redirected)
            redirected.Outcome = "letter";
        if (message is ExtensionRequested extension)
            extension.Until = "2026-03-08";
        if (message is ExtensionGranted granted)
            granted.AskedUntil = "2026-03-08";
        if (message is PaperFormRecorded recorded)
            recorded.RestateBy = "2026-03-08";
        if (message is PaperConflictSettled settled)
            settled.RestateBy = "2026-03-08";

        TimelineSentence.Of(message, Given.Labels()).ShouldNotContain("01a21839");
    }

    [Fact]
    public void Names_the_case_that_another_was_merged_into()
    {
        var labels = Given.Labels() with
        {
            Cases = new Dictionary<string, string> { ["p9"] = "第 97 号《关于示例的提案》" },
        };

        TimelineSentence
            .Of(new ProposalMerged { Proposal = "p1", Into = "p9" }, labels)
            .ShouldBe("并案，并入第 97 号《关于示例的提案》");
    }

    [Fact]
    public void Names_the_unit_that_acknowledged_and_writes_days_as_people_do()
    {
        var labels = Given.Labels() with { Tasks = new Dictionary<string, string> { ["a1"] = "u1" } };

        TimelineSentence.Of(new AssignmentAcknowledged { Assignment = "a1" }, labels).ShouldEndWith("（交通局）");
        TimelineSentence
            .Of(new ExtensionRequested { Assignment = "a1", Until = "2026-03-08" }, labels)
            .ShouldContain("至2026年3月8日（交通局）");
    }

    [Fact]
    public void Says_which_day_was_asked_for_when_another_was_granted()
    {
        var labels = Given.Labels() with { Tasks = new Dictionary<string, string> { ["a1"] = "u1" } };
        var granted = new ExtensionGranted
        {
            Assignment = "a1",
            OldDue = new DueDate { Date = "2026-06-02" },
            Due = new DueDate { Date = "2026-06-10" },
        };

        TimelineSentence.Of(granted, labels).ShouldBe("准予延期（交通局），期限由2026年6月2日改为2026年6月10日");
        granted.AskedUntil = "2026-06-30";
        TimelineSentence
            .Of(granted, labels)
            .ShouldBe("准予延期（交通局），期限由2026年6月2日改为2026年6月10日（申请延至2026年6月30日）");
    }

    [Fact]
    public void Says_that_a_request_was_taken_back_or_ended_with_its_task()
    {
        var labels = Given.Labels() with { Tasks = new Dictionary<string, string> { ["a1"] = "u1" } };

        TimelineSentence
            .Of(new ReturnRecalled { Assignment = "a1" }, labels)
            .ShouldBe("撤回申退（交通局），由原单位继续办理");
        TimelineSentence
            .Of(new ExtensionRecalled { Assignment = "a1" }, labels)
            .ShouldBe("撤回延期申请（交通局），期限不变");
        TimelineSentence
            .Of(new ReturnVoided { Assignment = "a1" }, labels)
            .ShouldBe("申退失效（交通局），承办任务已结束");
        TimelineSentence
            .Of(new ExtensionVoided { Assignment = "a1" }, labels)
            .ShouldBe("延期申请失效（交通局），承办任务已结束");
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
        sentence.ShouldStartWith("重算期限（工作日历第 3 版），签收期限2026年12月31日不再暂定，申退期限由");
        sentence.ShouldEndWith("申退期限由2027年1月6日改为2027年1月7日");
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
            .ShouldBe("重算反馈期限（工作日历第 3 版，对交通局的答复），由2027年1月11日改为2027年1月12日");
    }

    [Fact]
    public void Does_not_tell_a_single_proposers_ratings()
    {
        const Rating no = Rating.Dissatisfied;
        IMessage[] stated =
        [
            new FeedbackSubmitted { Work = no, Result = no },
            new PaperFormRecorded { Work = no, Result = no },
            new PaperConflictSettled { Work = no, Result = no },
            new FeedbackRestated { Work = no, Result = no },
        ];
        stated.ShouldAllBe(e => !TimelineSentence.Of(e, Given.Labels()).Contains("满意", StringComparison.Ordinal));
    }

    [Fact]
    public void Tells_of_a_paper_form_and_its_proposer_alone_with_the_lead()
    {
        var recorded = new PaperFormRecorded
        {
            Unit = "u1",
            Member = "m2",
            Round = 1,
            PaperDate = "2026-03-05",
            RestateBy = "2026-03-26",
            Conflict = true,
        };
        TimelineSentence
            .Of(recorded, Given.Labels())
            .ShouldBe(
                "代录征询意见表（第 1 轮，对交通局的答复，纸质表日期2026年3月5日，与网上评价不一致、待裁定，"
                    + "提案者可更正至2026年3月26日）"
            );
        TimelineSentence.OnlyFor(recorded).ShouldBe("m2");
        var settled = new PaperConflictSettled
        {
            Unit = "u1",
            Member = "m2",
            Round = 1,
            Source = StatementSource.Paper,
            RestateBy = "2026-03-26",
        };
        TimelineSentence
            .Of(settled, Given.Labels())
            .ShouldBe("裁定评价以哪一份为准（第 1 轮，对交通局的答复，以纸质代录为准，提案者可更正至2026年3月26日）");
        TimelineSentence.OnlyFor(settled).ShouldBe("m2");
    }

    [Fact]
    public void Knows_nothing_of_other_messages() =>
        Should.Throw<UnknownEventException>(() => TimelineSentence.Of(new Position(), Given.Labels()));
}
