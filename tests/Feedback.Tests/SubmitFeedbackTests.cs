using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;
using Shouldly;
using Xunit;
using static Proposals.Feedback.Tests.Given;

namespace Proposals.Feedback.Tests;

public class SubmitFeedbackTests
{
    private static readonly DateTimeOffset InTime = Open().TooLateAt.AddDays(-3);

    [Fact]
    public void Every_pair_of_ratings_can_be_stated()
    {
        foreach (var work in new[] { Yes, Mostly, No })
        {
            foreach (var result in new[] { Yes, Mostly, No })
                SubmitFeedback.RefusesRatings(work, result).ShouldBeNull();
        }
    }

    [Theory]
    [InlineData(None, Yes, "work")]
    [InlineData(Yes, None, "result")]
    [InlineData(None, None, "work")]
    public void Both_dimensions_are_required(Rating work, Rating result, string field)
    {
        var refusal = SubmitFeedback.RefusesRatings(work, result).ShouldNotBeNull();
        (refusal.Reason, refusal.Field).ShouldBe((FeedbackRefusals.RatingRequired, field));
    }

    [Fact]
    public void A_rating_nobody_knows_is_refused()
    {
        var refusal = SubmitFeedback.RefusesRatings(Yes, (Rating)4).ShouldNotBeNull();
        (refusal.Reason, refusal.Field).ShouldBe((CommonRefusals.FieldInvalid, "result"));
    }

    [Fact]
    public void It_counts_up_to_the_last_microsecond_of_the_due_day()
    {
        var tooLate = Open().TooLateAt;
        SubmitFeedback.Refuses(Open(), tooLate.AddMicroseconds(-1)).ShouldBeNull();
        SubmitFeedback.Refuses(Open(), tooLate).ShouldNotBeNull().Reason.ShouldBe(FeedbackRefusals.FormLapsed);
    }

    [Fact]
    public void A_lapsed_form_stays_unstated()
    {
        SubmitFeedback
            .Refuses(Lapsed(), Open().TooLateAt.AddDays(1))
            .ShouldNotBeNull()
            .Reason.ShouldBe(FeedbackRefusals.FormLapsed);
    }

    [Fact]
    public void A_submitted_form_cannot_be_filled_in_again_in_time_or_later()
    {
        foreach (var now in new[] { InTime, Open().TooLateAt.AddDays(1) })
        {
            var refusal = SubmitFeedback.Refuses(Stated(No, No), now).ShouldNotBeNull();
            refusal.Reason.ShouldBe(CommonRefusals.MoveNotAllowed);
            refusal.Metadata.ShouldNotBeNull()["state"].ShouldBe("SUBMITTED");
        }
    }

    [Fact]
    public void A_comment_has_at_most_two_thousand_characters()
    {
        static Refusal? Refuses(int length) =>
            InputGate.Admit(new SubmitFeedbackRequest { Comment = new string('好', length) });
        Refuses(2000).ShouldBeNull();
        Refuses(2001).ShouldNotBeNull().Field.ShouldBe("comment");
    }

    // Handbook edge case 43. An account may be tied to a proposer and to a department at once; then it is a
    // department's.
    [Theory]
    [InlineData(Role.Member, "m1", "", false)]
    [InlineData(Role.Member, "m1", "u1", true)]
    [InlineData(Role.HandlingUnit, "", "u1", true)]
    [InlineData(Role.HandlingUnit, "m1", "", true)]
    [InlineData(Role.ProposalsOffice, "", "", false)]
    public void An_account_tied_to_a_department_is_a_departments(
        Role role,
        string member,
        string unit,
        bool department
    ) => FormRow.IsDepartment(new Caller("a", "c", [role], member, unit)).ShouldBe(department);
}
