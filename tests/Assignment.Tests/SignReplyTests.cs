using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Assignments.Tests;

public sealed class SignReplyTests
{
    private static readonly AssignmentRow Lead = Given.Assignment("u1", AssignmentRole.Lead);

    [Fact]
    public void Needs_a_contact_where_the_profile_says_so() // edge case 29
    {
        Refuses(p => p.ContactRequired = true, contacted: false)
            .ShouldNotBeNull()
            .Reason.ShouldBe(AssignmentRefusals.ContactRequired);
        Refuses(p => p.ContactRequired = true, contacted: true).ShouldBeNull();
        Refuses(p => p.ContactRequired = false, contacted: false).ShouldBeNull();
    }

    [Fact]
    public void Needs_a_contact_before_the_work_where_the_profile_says_so() // handbook T61
    {
        Refuses(Early, contacted: false).ShouldNotBeNull().Reason.ShouldBe(AssignmentRefusals.ContactRequired);
        Refuses(Early, contacted: true).ShouldBeNull();

        static void Early(PolicyProfile p) => (p.ContactRequired, p.EarlyContactRequired) = (false, true);
    }

    [Fact]
    public void Needs_a_class_of_the_dictionary() =>
        SignReply
            .Refuses("Z", Given.Policy(), true, [Lead], 1)
            .ShouldNotBeNull()
            .ShouldSatisfyAllConditions(
                r => r.Reason.ShouldBe(AssignmentRefusals.ClassUnknown),
                r => r.Field.ShouldBe("outcome_class")
            );

    [Theory]
    [InlineData(AssignmentState.HandedOver, true)]
    [InlineData(AssignmentState.Acknowledged, true)]
    [InlineData(AssignmentState.OpinionGiven, false)]
    [InlineData(AssignmentState.Returned, false)]
    [InlineData(AssignmentState.Cancelled, false)]
    // edge case 24
    public void Waits_for_the_opinions_that_are_owed_where_the_profile_says_so(AssignmentState state, bool refused)
    {
        var coHandling = Given.Assignment("u2", AssignmentRole.CoHandle, state);
        var refusal = Refuses(p => p.OpinionsRequired = true, contacted: true, coHandling);
        if (refused)
            refusal.ShouldNotBeNull().Reason.ShouldBe(AssignmentRefusals.OpinionsMissing);
        else
            refusal.ShouldBeNull();
        Refuses(p => p.OpinionsRequired = false, contacted: true, coHandling).ShouldBeNull();
    }

    [Fact]
    public void Does_not_wait_for_an_opinion_of_another_round() =>
        SignReply
            .Refuses(
                "A",
                Policy(p => p.OpinionsRequired = true),
                true,
                [
                    Given.Assignment("u1", AssignmentRole.Lead, round: 2),
                    Given.Assignment("u2", AssignmentRole.CoHandle),
                ],
                2
            )
            .ShouldBeNull();

    private static Refusal? Refuses(Action<PolicyProfile> change, bool contacted, params AssignmentRow[] others) =>
        SignReply.Refuses("A", Policy(change), contacted, [Lead, .. others], 1);

    private static PolicyProfile Policy(Action<PolicyProfile> change)
    {
        var policy = Given.Policy();
        change(policy);
        return policy;
    }
}

public sealed class RoundRepliesTests
{
    [Fact]
    public void Of_three_separate_units_with_two_replies_are_two_of_three() => // edge case 26
        AssignmentRow
            .RepliesOf(
                [
                    Separate("u1", AssignmentState.Replied),
                    Separate("u2", AssignmentState.Replied),
                    Separate("u3", AssignmentState.Acknowledged),
                ],
                1
            )
            .ShouldBe(new RoundReplies(3, 2));

    [Fact]
    public void Do_not_count_what_was_returned_or_cancelled() =>
        AssignmentRow
            .RepliesOf(
                [
                    Separate("u1", AssignmentState.Returned),
                    Separate("u2", AssignmentState.Cancelled),
                    Separate("u3", AssignmentState.HandedOver),
                ],
                1
            )
            .ShouldBe(new RoundReplies(1, 0));

    [Fact]
    public void Do_not_count_co_handling_units() =>
        AssignmentRow
            .RepliesOf(
                [
                    Given.Assignment("u1", AssignmentRole.Lead),
                    Given.Assignment("u2", AssignmentRole.CoHandle, AssignmentState.OpinionGiven),
                ],
                1
            )
            .ShouldBe(new RoundReplies(1, 0));

    [Fact]
    public void Do_not_count_another_round() =>
        AssignmentRow
            .RepliesOf(
                [
                    Separate("u1", AssignmentState.Replied),
                    Separate("u2", AssignmentState.Replied),
                    Separate("u1", AssignmentState.HandedOver, 2),
                ],
                2
            )
            .ShouldBe(new RoundReplies(1, 0));

    private static AssignmentRow Separate(string unit, AssignmentState state, int round = 1) =>
        Given.Assignment(unit, AssignmentRole.Separate, state, round);
}

public sealed class AnsweredProposersTests
{
    [Fact]
    public void Is_the_lead_of_the_case_first_then_everybody_merged_into_it_and_nobody_twice() => // edge case 11
        FiledProposalRow
            .EveryProposer(Given.Filed(proposers: "a,b"), [Given.Filed("q", "c,b"), Given.Filed("r", "d,a")])
            .ShouldBe(["a", "b", "c", "d"]);

    [Fact]
    public void Names_the_lead_of_the_case_and_those_of_the_merged_proposals_as_leads() => // edge case 11
        FiledProposalRow
            .EveryLead(
                Given.Filed(proposers: "a,b"),
                [Given.Filed("q", "c,b"), Given.Filed("r", "a"), Given.Filed("s", "")]
            )
            .ShouldBe(["a", "c"]);
}

public sealed class ContactTests
{
    [Fact]
    public void Is_of_today_or_earlier_by_the_committees_clocks()
    {
        var handedOver = Given.Moment("2026-03-02 09:00");
        LogContact.RefusesDate("2026-03-05", 480, handedOver, Given.Moment("2026-03-05 00:30")).ShouldBeNull();
        LogContact
            .RefusesDate("2026-03-06", 480, handedOver, Given.Moment("2026-03-05 23:59"))
            .ShouldNotBeNull()
            .Reason.ShouldBe(AssignmentRefusals.ContactInFuture);
    }

    // Handbook T61: a contact belongs to the handling, which begins with the hand-over.
    [Theory]
    [InlineData("2026-03-02", true)]
    [InlineData("2026-03-01", false)]
    [InlineData("1999-01-01", false)]
    [InlineData("0001-01-01", false)]
    public void Is_not_of_a_day_before_the_hand_over(string date, bool counts)
    {
        var refusal = LogContact.RefusesDate(
            date,
            480,
            Given.Moment("2026-03-02 00:10"),
            Given.Moment("2026-03-05 09:00")
        );
        refusal?.Reason.ShouldBe(AssignmentRefusals.ContactBeforeHandOver);
        (refusal is null).ShouldBe(counts);
    }

    [Fact]
    public void That_the_proposer_waived_needs_no_summary() // edge case 30
    {
        LogContact.RefusesRequest(Request(ContactForm.WaivedByProposer)).ShouldBeNull();
        LogContact.RefusesRequest(Request(ContactForm.Telephone)).ShouldNotBeNull().Field.ShouldBe("summary");
    }

    [Theory]
    [InlineData("2026-02-30")]
    [InlineData("5 March")]
    [InlineData("")]
    public void Has_a_date_that_exists(string date) =>
        LogContact
            .RefusesRequest(new LogContactRequest { Date = date, Form = ContactForm.WaivedByProposer })
            .ShouldNotBeNull()
            .Field.ShouldBe("date");

    // Handbook T61.
    [Theory]
    [InlineData(ContactStage.Unspecified, "", true)]
    [InlineData(ContactStage.Before, "", true)]
    [InlineData(ContactStage.During, "", true)]
    [InlineData(ContactStage.After, "", false)]
    [InlineData(ContactStage.Unspecified, "2026-03-05", false)]
    [InlineData(ContactStage.Before, "2026-03-05", false)]
    [InlineData(ContactStage.During, "2026-03-05", false)]
    [InlineData(ContactStage.After, "2026-03-05", true)]
    [InlineData(ContactStage.After, "2026-03-06", false)]
    public void Is_after_the_work_only_once_the_reply_is_delivered(ContactStage stage, string delivered, bool fits)
    {
        var refusal = LogContact.RefusesStage(
            stage,
            "2026-03-05",
            delivered.Length > 0 ? WorkingCalendar.ParseDay(delivered) : null
        );
        refusal?.Reason.ShouldBe(AssignmentRefusals.ContactStageConflict);
        (refusal is null).ShouldBe(fits);
    }

    [Fact]
    public void Is_told_whole_where_the_profile_says_so() // handbook T61
    {
        var wanted = new PolicyProfile { ContactDetailsRequired = true };
        var request = Request(ContactForm.Telephone);
        var early = new PolicyProfile { EarlyContactRequired = true };
        LogContact.MissingOf(request, early, answers: true).ShouldNotBeNull().Field.ShouldBe("stage");
        LogContact.MissingOf(request, early, answers: false).ShouldBeNull();
        LogContact.MissingOf(request, new PolicyProfile(), answers: true).ShouldBeNull();
        LogContact.MissingOf(Request(ContactForm.WaivedByProposer), wanted, answers: true).ShouldBeNull();
        LogContact.MissingOf(request, wanted, answers: true).ShouldNotBeNull().Field.ShouldBe("stage");
        request.Stage = ContactStage.Before;
        LogContact.MissingOf(request, wanted, answers: true).ShouldNotBeNull().Field.ShouldBe("participants");
        request.Participants = "示例委员";
        LogContact.MissingOf(request, wanted, answers: true).ShouldNotBeNull().Field.ShouldBe("proposer_view");
        request.ProposerView = "同意";
        LogContact.MissingOf(request, wanted, answers: true).ShouldBeNull();
    }

    [Fact]
    public void Names_who_took_part_in_one_line_of_two_hundred_characters()
    {
        Admits(new string('字', 200), new string('字', 2_000)).ShouldBeNull();
        Admits(new string('字', 201), "").ShouldBe("participants");
        Admits("", new string('字', 2_001)).ShouldBe("proposer_view");

        static string? Admits(string participants, string view) =>
            InputGate.Admit(new LogContactRequest { Participants = participants, ProposerView = view })?.Field;
    }

    private static LogContactRequest Request(ContactForm form) => new() { Date = "2026-03-05", Form = form };
}

public sealed class RehandlingTests
{
    [Fact]
    public void Gives_every_unit_the_role_it_had_in_the_new_round()
    {
        AssignmentRow[] ofCase =
        [
            Given.Assignment("u1", AssignmentRole.Separate, AssignmentState.Replied),
            Given.Assignment("u2", AssignmentRole.Separate, AssignmentState.Replied),
        ];
        FromFeedback.TasksOf(ofCase, ["u2", "u2"], 2).ShouldBe([new NewTask("u2", AssignmentRole.Separate, 2)]);
    }

    [Fact]
    public void Goes_by_the_role_of_the_task_that_was_answered()
    {
        // The unit co-handled first and returned that task. Later it took over the lead.
        AssignmentRow[] ofCase =
        [
            Given.Assignment("u1", AssignmentRole.CoHandle, AssignmentState.Returned),
            Given.Assignment("u1", AssignmentRole.Lead, AssignmentState.Replied),
        ];
        FromFeedback.TasksOf(ofCase, ["u1"], 2).ShouldBe([new NewTask("u1", AssignmentRole.Lead, 2)]);
    }

    // A reply was sent back before the order was heard.
    [Fact]
    public void Takes_the_place_of_a_task_whose_reply_was_sent_back()
    {
        AssignmentRow[] ofCase =
        [
            Given.Assignment("u1", AssignmentRole.Lead),
            Given.Assignment("u2", AssignmentRole.CoHandle),
            Given.Assignment("u3", AssignmentRole.Separate),
            Given.Assignment("u1", AssignmentRole.Lead, AssignmentState.HandedOver, 2),
        ];

        FromFeedback.TasksOf(ofCase, ["u1"], 2).ShouldBe([new NewTask("u1", AssignmentRole.Lead, 2)]);
        FromFeedback.OvertakenBy(ofCase, ["u1", "u2"], 2).ShouldBe([ofCase[0]]);
    }

    [Fact]
    public void Is_for_the_unit_that_took_over_a_task_whose_reply_was_sent_back()
    {
        var left = Given.Assignment("u1", AssignmentRole.Lead, AssignmentState.Returned) with { Id = "a1" };
        var taken = Given.Assignment("u4", AssignmentRole.Lead, AssignmentState.HandedOver) with
        {
            Id = "a4",
            Replaces = "a1",
        };
        AssignmentRow[] ofCase = [left, taken];

        var units = FromFeedback.AnsweringNow(ofCase, ["u1"], 2);

        units.ShouldBe(["u4"]);
        FromFeedback.TasksOf(ofCase, units, 2).ShouldBe([new NewTask("u4", AssignmentRole.Lead, 2)]);
        FromFeedback.OvertakenBy(ofCase, units, 2).ShouldBe([taken]);
        FromFeedback.AnsweringNow([taken], ["u4", "u4", "u5"], 2).ShouldBe(["u4", "u5"]);
    }

    [Fact]
    public void Of_a_unit_that_never_answered_is_a_fault_that_must_be_seen() =>
        Should.Throw<InvalidOperationException>(() =>
            FromFeedback.TasksOf([Given.Assignment("u1", state: AssignmentState.Cancelled)], ["u1"], 2)
        );
}

public sealed class ReplyAnswersTests
{
    [Fact]
    public void Are_part_of_its_hash_and_a_reply_in_one_text_has_the_hash_it_always_had()
    {
        ReplyRow
            .HashOf("正文")
            .ShouldBe(Google.Protobuf.ByteString.CopyFrom(System.Security.Cryptography.SHA256.HashData("正文"u8)));
        ReplyRow.HashOf("正文", "一").ShouldNotBe(ReplyRow.HashOf("正文"));
        ReplyRow.HashOf("正文", "一").ShouldNotBe(ReplyRow.HashOf("正文", "二"));
    }

    [Fact]
    public void Say_something_each_are_fifty_at_most_and_of_five_thousand_characters()
    {
        Refuses(["第一条", "第二条"]).ShouldBeNull();
        Refuses([]).ShouldBeNull();
        Refuses(["第一条", " "])
            .ShouldNotBeNull()
            .ShouldSatisfyAllConditions(
                r => r.Reason.ShouldBe(CommonRefusals.FieldRequired),
                r => r.Field.ShouldBe("answers[1]")
            );
        Refuses([new string('字', 5_000)]).ShouldBeNull();
        Refuses([new string('字', 5_001)]).ShouldNotBeNull().Field.ShouldBe("answers[0]");
        Refuses([.. Enumerable.Repeat("条", 50)]).ShouldBeNull();
        Refuses([.. Enumerable.Repeat("条", 51)]).ShouldNotBeNull().Field.ShouldBe("answers");
        Refuses(["含有\u001e分隔符"]).ShouldNotBeNull().Field.ShouldBe("answers[0]");
    }

    [Fact]
    public void Come_back_one_by_one() =>
        ReplyRow.SplitAnswers(string.Join('\u001e', "一", "二\n行")).ShouldBe(["一", "二\n行"]);

    [Fact]
    public void Make_a_page_shorter_that_would_not_fit_into_a_message()
    {
        ReplyRow.Fitting(50, [10, 10]).ShouldBe(50);
        ReplyRow.Fitting(50, [600_000, 600_000, 1]).ShouldBe(1);
        ReplyRow.Fitting(50, [2_000_000, 1]).ShouldBe(1);
    }

    private static Refusal? Refuses(string[] answers)
    {
        var request = new DraftReplyRequest { Text = "正文", Answers = { answers } };
        return InputGate.Admit(request) ?? DraftReply.Refuses(request);
    }
}

public sealed class PublishedReplyTests
{
    [Fact]
    public void Has_a_summary_where_only_that_is_disclosed()
    {
        SignReply.RefusesSummary(Disclosure.Summary, "").ShouldNotBeNull().Field.ShouldBe("summary");
        SignReply.RefusesSummary(Disclosure.Summary, "摘要").ShouldBeNull();
        InputGate
            .Admit(new SignReplyRequest { Summary = new string('字', 2_001) })
            .ShouldNotBeNull()
            .Field.ShouldBe("summary");
        InputGate.Admit(new SignReplyRequest { Summary = new string('字', 2_000) }).ShouldBeNull();
        SignReply.RefusesSummary(Disclosure.Full, "").ShouldBeNull();
        SignReply.RefusesSummary(Disclosure.None, "\u0000").ShouldBeNull();
    }

    [Fact]
    public void Is_of_a_proposal_that_was_filed_with_consent_and_neither_withdrawn_nor_merged_away()
    {
        var published = Given.Filed() with { MayPublish = true };
        published.IsPublished.ShouldBeTrue();
        Given.Filed().IsPublished.ShouldBeFalse();
        (published with { Withdrawn = true }).IsPublished.ShouldBeFalse();
        (published with { MergedInto = "q" }).IsPublished.ShouldBeFalse();
        (published with { Filed = false }).IsPublished.ShouldBeFalse();
    }
}
