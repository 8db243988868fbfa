using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Assignments.Tests;

public sealed class CommitmentTests
{
    private static readonly DateOnly Today = Given.Day("2026-06-01");

    private static readonly PlannedCommitment Planned = new()
    {
        What = "年底前建成停车场",
        Responsible = "城建科",
        DueDate = "2026-06-01",
    };

    private static readonly Caller Office = new("o", "c", [Role.ProposalsOffice]);
    private static readonly Caller Lead = new("l", "c", [Role.Member], Member: "lead");

    [Theory]
    [InlineData(true, true, false, 0, "COMMITMENTS_MISSING")]
    [InlineData(true, true, true, 0, "")] // the unit owes one already
    [InlineData(true, true, false, 1, "")]
    [InlineData(true, false, false, 0, "")]
    [InlineData(false, true, false, 0, "")]
    [InlineData(false, true, false, 1, "CLASS_WITHOUT_COMMITMENTS")]
    public void Are_named_in_replies_of_classes_that_promise( // handbook T101
        bool promises,
        bool required,
        bool owes,
        int planned,
        string reason
    )
    {
        var refusal = PlannedCommitments.Refuses(
            [.. Enumerable.Repeat(Planned, planned)],
            new DictionaryEntry { Code = "B", Promises = promises },
            new PolicyProfile { CommitmentsRequired = required },
            owes,
            Today
        );
        (refusal?.Reason.Code ?? "").ShouldBe(reason);
        if (reason.Length > 0)
            refusal.ShouldNotBeNull().Field.ShouldBe("commitments");
    }

    [Fact]
    public void Are_promised_for_today_at_the_earliest()
    {
        var promising = new DictionaryEntry { Promises = true };
        PlannedCommitments
            .Refuses([Planned, Planned], promising, new PolicyProfile(), false, Today.AddDays(1))
            .ShouldNotBeNull()
            .ShouldSatisfyAllConditions(
                r => r.Reason.ShouldBe(AssignmentRefusals.CommitmentDayPassed),
                r => r.Field.ShouldBe("commitments[0].due_date")
            );
        PlannedCommitments.RefusesDelivery([Planned], Today).ShouldBeNull();
        PlannedCommitments
            .RefusesDelivery([Planned], Today.AddDays(1))
            .ShouldNotBeNull()
            .Message.ShouldBe("所承诺的落实时限 2026-06-01 已过，请改稿并重新签发后再送达。");
    }

    [Fact]
    public void Say_what_who_and_by_when()
    {
        PlannedCommitments.RefusesList([Planned]).ShouldBeNull();
        ShouldBe("commitments[1].what", p => p.What = " ");
        ShouldBe("commitments[1].responsible", p => p.Responsible = "");
        ShouldBe("commitments[1].due_date", p => p.DueDate = "");
        ShouldBe("commitments[1].due_date", p => p.DueDate = "2026-02-30");
        PlannedCommitments
            .RefusesList([.. Enumerable.Repeat(Planned, 21)])
            .ShouldNotBeNull()
            .Field.ShouldBe("commitments");

        static void ShouldBe(string field, Action<PlannedCommitment> change)
        {
            var other = Planned.Clone();
            change(other);
            PlannedCommitments.RefusesList([Planned, other]).ShouldNotBeNull().Field.ShouldBe(field);
        }
    }

    [Fact]
    public void Are_stored_in_one_text_and_read_back()
    {
        var second = new PlannedCommitment
        {
            What = "两行\n内容",
            Responsible = "办公室",
            DueDate = "2027-01-31",
        };
        PlannedCommitments.Split(PlannedCommitments.Join([Planned, second])).ShouldBe([Planned, second]);
        PlannedCommitments.Split(PlannedCommitments.Join([])).ShouldBeEmpty();
    }

    [Fact]
    public void Are_settled_by_whom_the_profile_names_and_never_by_the_unit() // handbook T104
    {
        var coSigner = Lead with { Member = "second" };
        foreach (var settler in new[] { CommitmentSettler.Unspecified, CommitmentSettler.Office })
        {
            Settles(Office, settler).ShouldBe(false);
            Settles(Lead, settler).ShouldBeNull();
        }

        Settles(Office, CommitmentSettler.LeadProposer).ShouldBeNull();
        Settles(Lead, CommitmentSettler.LeadProposer).ShouldBe(true);
        Settles(coSigner, CommitmentSettler.LeadProposer).ShouldBeNull();
        Settles(Office, CommitmentSettler.Either).ShouldBe(false);
        Settles(Lead, CommitmentSettler.Either).ShouldBe(true);
        Settles(coSigner, CommitmentSettler.Either).ShouldBeNull();
        Settles(Office with { Unit = "u1" }, CommitmentSettler.Office).ShouldBeNull();
        Settles(Lead with { Unit = "u1" }, CommitmentSettler.Either).ShouldBeNull();

        static bool? Settles(Caller caller, CommitmentSettler settler) =>
            CommitmentSettling.Decide(caller, "u1", ["lead"], settler) is var decision && decision.Refusal is null
                ? decision.Value
                : null;
    }

    [Fact]
    public void Have_a_new_day_only_where_one_is_proposed_that_is_not_over() // handbook T103
    {
        var overdue = new CommitmentRow { State = CommitmentState.Overdue, DueDate = "2026-05-01" };
        AgreeToCommitmentDay
            .Refuses(overdue, Today)
            .ShouldNotBeNull()
            .Reason.ShouldBe(AssignmentRefusals.NoDayProposed);
        var proposed = overdue with { ProposedDueDate = "2026-06-01" };
        AgreeToCommitmentDay.Refuses(proposed, Today).ShouldBeNull();
        AgreeToCommitmentDay
            .Refuses(proposed, Today.AddDays(1))
            .ShouldNotBeNull()
            .Reason.ShouldBe(AssignmentRefusals.CommitmentDayPassed);
        Offered(overdue).ShouldBe([]);
        Offered(proposed).ShouldBe([CommitmentMove.AgreeToDay, CommitmentMove.RefuseDay]);

        static IEnumerable<CommitmentMove> Offered(CommitmentRow row) =>
            GetCommitment.Offered(row, own: false, settles: true);
    }

    [Theory]
    [InlineData(CommitmentState.Open, "Report Prove", "")]
    [InlineData(CommitmentState.Overdue, "Report Explain Prove", "")]
    [InlineData(CommitmentState.Proven, "", "Confirm RefuseProof")]
    [InlineData(CommitmentState.Fulfilled, "", "")]
    [InlineData(CommitmentState.Void, "", "")]
    public void Offer_the_moves_of_their_state(CommitmentState state, string own, string settling)
    {
        var row = new CommitmentRow { State = state };
        string.Join(' ', GetCommitment.Offered(row, own: true, settles: false)).ShouldBe(own);
        string.Join(' ', GetCommitment.Offered(row, own: false, settles: true)).ShouldBe(settling);
        GetCommitment.Offered(row, own: false, settles: false).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("2026-05-31", false)]
    [InlineData("2026-06-01", true)]
    [InlineData("2036-06-01", true)]
    [InlineData("2036-06-02", false)]
    public void Are_due_from_today_on_and_within_ten_years(string day, bool valid) =>
        (PlannedCommitments.RefusesDay(day, Today, "due_date") is null).ShouldBe(valid);

    [Theory]
    [InlineData("2026-05-20", true)]
    [InlineData("2026-06-01", true)]
    [InlineData("2026-05-19", false)]
    [InlineData("2026-06-02", false)]
    public void Progress_between_the_reply_and_today(string day, bool valid) // handbook T102
    {
        var refusal = ReportCommitmentProgress.RefusesDay(day, Given.Day("2026-05-20"), Today);
        (refusal is null).ShouldBe(valid);
    }
}
