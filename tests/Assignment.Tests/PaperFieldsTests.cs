using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Assignments.Tests;

public sealed class PaperFieldsTests
{
    [Theory]
    [InlineData("", "", null)]
    [InlineData("示例经办人", "0953-1234567", null)]
    [InlineData("示例经办人", "+86 (953) 123 4567", null)]
    [InlineData("示例经办人", "12345", null)]
    [InlineData("示例经办人", "", "handler_phone")]
    [InlineData("示例经办人", " ", "handler_phone")]
    [InlineData("", "0953-1234567", "handler")]
    [InlineData("示例经办人", "1234", "handler_phone")]
    [InlineData("示例经办人", "123456789012345678901", "handler_phone")]
    [InlineData("示例经办人", "办公室电话", "handler_phone")]
    [InlineData("示例经办人", "0953-1234567转办公室", "handler_phone")]
    public void A_person_to_ask_has_a_telephone(string handler, string phone, string? wrong)
    {
        var refusal = PaperFields.RefusesHandler(handler, phone);

        if (wrong is null)
            refusal.ShouldBeNull();
        else
            refusal.ShouldNotBeNull().Field.ShouldBe(wrong);
    }

    [Fact]
    public void What_an_opinion_must_name_is_the_profiles()
    {
        var wanted = new PolicyProfile { PaperFieldsRequired = true };
        var request = new SubmitOpinionRequest();
        PaperFields.MissingOf(request, new PolicyProfile()).ShouldBeNull();

        PaperFields.MissingOf(request, wanted).ShouldNotBeNull().Field.ShouldBe("document_number");
        request.DocumentNumber = "示例提函〔2026〕7号";
        PaperFields.MissingOf(request, wanted).ShouldNotBeNull().Field.ShouldBe("signatory");
        request.Signatory = "示例签发人";
        PaperFields.MissingOf(request, wanted).ShouldNotBeNull().Field.ShouldBe("handler");
        request.Handler = "示例联系人";
        PaperFields.MissingOf(request, wanted).ShouldBeNull();
    }

    [Fact]
    public void What_a_reply_must_name_is_the_profiles()
    {
        var wanted = new PolicyProfile { PaperFieldsRequired = true };
        var request = new SignReplyRequest { Disclosure = Disclosure.None };
        PaperFields.MissingOf(request, new PolicyProfile()).ShouldBeNull();

        PaperFields.MissingOf(request, wanted).ShouldNotBeNull().Field.ShouldBe("reviewer");
        request.Reviewer = "示例核稿人";
        PaperFields.MissingOf(request, wanted).ShouldNotBeNull().Field.ShouldBe("handler");
        request.Handler = "示例经办人";
        PaperFields.MissingOf(request, wanted).ShouldNotBeNull().Field.ShouldBe("not_public_reason");
        request.Disclosure = Disclosure.Full;
        PaperFields.MissingOf(request, wanted).ShouldBeNull();
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("2026-03-02", null)]
    [InlineData("2026-04-02", null)]
    [InlineData("2026-03-01", "不能早于交办日 2026-03-02")]
    [InlineData("2026-04-03", "不能晚于今天")]
    [InlineData("2026-02-30", "确有其日")]
    [InlineData("四月二日", "确有其日")]
    public void A_paper_is_dated_from_the_hand_over_to_today(string date, string? wrong)
    {
        var refusal = PaperFields.RefusesDate(date, Given.Day("2026-03-02"), Given.Day("2026-04-02"));

        if (wrong is null)
        {
            refusal.ShouldBeNull();
            return;
        }

        refusal
            .ShouldNotBeNull()
            .ShouldSatisfyAllConditions(
                r => r.Reason.ShouldBe(CommonRefusals.FieldInvalid),
                r => r.Field.ShouldBe("document_date"),
                r => r.Message.ShouldContain(wrong)
            );
    }
}
