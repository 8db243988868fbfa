using Dapper;
using Proposals.Assignments.V1;
using Proposals.Client;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>
/// What the papers of an opinion and of a reply name beside their text (handbook 3.4, 3.5, T62, T70); on both engines.
/// </summary>
public abstract class PaperTests(WholeSuite suite)
{
    [Fact]
    public async Task An_opinion_names_its_number_who_signed_it_and_whom_to_ask()
    {
        var (lead, co) = await GivenAsync("关于会办意见要素的提案");
        var (unit, leading) = (await suite.Cast.UnitAsync(2), await suite.Cast.UnitAsync(1));
        var request = Opinion(co);
        request.HandlerPhone = "";
        (await Refused.ReasonAsync(unit.Assignment.SubmitOpinionAsync(request))).ShouldBe("FIELD_REQUIRED");

        var given = await unit.Assignment.SubmitOpinionAsync(Opinion(co));

        (given.DocumentNumber, given.Signatory, given.Handler, given.HandlerPhone).ShouldBe(
            ("示例提函〔2026〕7号", "示例签发人", "示例联系人", "0953-1234567")
        );
        (await leading.Assignment.ListOpinionsAsync(new ListOpinionsRequest { Proposal = lead.Proposal }))
            .Opinions.ShouldHaveSingleItem()
            .ShouldBe(given);
    }

    [Fact]
    public async Task A_signed_reply_names_its_date_who_checked_it_and_whom_to_ask()
    {
        var (lead, _) = await GivenAsync("关于答复要素的提案");
        var unit = await suite.Cast.UnitAsync(1);
        await AcknowledgeAsync(1, lead);
        await unit.Assignment.LogContactAsync(
            new LogContactRequest
            {
                RequestId = Call.NewId(),
                Assignment = lead.Name,
                Date = suite.Today,
                Form = ContactForm.Telephone,
                Summary = "电话沟通",
            }
        );
        var draft = await DraftAsync(lead);
        draft.DocumentDate.ShouldBeEmpty();
        var late = Signing(draft);
        late.DocumentDate = "2199-12-31";
        (await Refused.ReasonAsync(unit.Assignment.SignReplyAsync(late))).ShouldBe("FIELD_INVALID");

        // Without a date it is of today, and a reason belongs to what is not published.
        var open = await unit.Assignment.SignReplyAsync(Signing(draft));
        (open.DocumentDate, open.NotPublicReason).ShouldBe((suite.Today, ""));
        var again = await DraftAsync(lead);
        var request = Signing(again);
        (request.DocumentDate, request.Disclosure) = (suite.Today, Disclosure.None);
        var signed = await unit.Assignment.SignReplyAsync(request);

        (signed.Reviewer, signed.Signatory, signed.Handler, signed.HandlerPhone).ShouldBe(
            ("示例核稿人", "示例签发人", "示例经办人", "0953-1234567")
        );
        (signed.DocumentDate, signed.NotPublicReason).ShouldBe((suite.Today, "涉及未公开的规划"));
        // The proposer reads whom to ask.
        var delivered = await unit.Assignment.DeliverReplyAsync(
            new DeliverReplyRequest { RequestId = Call.NewId(), Name = signed.Name }
        );
        (
            await (await suite.Cast.MemberAsync(1)).Assignment.GetReplyAsync(
                new GetReplyRequest { Name = delivered.Name }
            )
        ).ShouldBe(delivered);
    }

    [Fact]
    public async Task Papers_of_an_older_program_name_nobody()
    {
        var (lead, co) = await GivenAsync("关于早先文书的提案");
        await (await suite.Cast.UnitAsync(2)).Assignment.SubmitOpinionAsync(Opinion(co));
        await AcknowledgeAsync(1, lead);
        await DraftAsync(lead);
        await using (var writer = await suite.Suite.Service("assignment").Database.OpenWriterAsync(default))
        {
            var ids = new
            {
                opinion = Call.NewId(),
                reply = Call.NewId(),
                co = co.Name.Split('/')[^1],
                lead = lead.Name.Split('/')[^1],
            };
            await writer.ExecuteAsync(
                """
                INSERT INTO opinions (committee, id, assignment, text, given_at)
                SELECT committee, @opinion, assignment, '早先的意见', given_at FROM opinions WHERE assignment = @co
                """,
                ids
            );
            await writer.ExecuteAsync(
                """
                INSERT INTO replies (committee, id, version, assignment, number, state, text, document_number,
                  outcome_class, signatory, disclosure, delivered_at)
                SELECT committee, @reply, 1, assignment, 9, 4, '早先的答复', '', '', '', 0, 0 FROM replies
                WHERE assignment = @lead
                """,
                ids
            );
        }

        var office = await suite.Cast.HandOver;
        var opinion = (
            await office.Assignment.ListOpinionsAsync(new ListOpinionsRequest { Proposal = lead.Proposal })
        ).Opinions.Single(o => o.Text == "早先的意见");
        (opinion.DocumentNumber, opinion.Signatory, opinion.Handler, opinion.HandlerPhone).ShouldBe(("", "", "", ""));
        var reply = (
            await office.Assignment.ListRepliesAsync(new ListRepliesRequest { Proposal = lead.Proposal })
        ).Replies.Single(r => r.Version == 9);
        (reply.Reviewer, reply.NotPublicReason, reply.DocumentDate, reply.Handler, reply.HandlerPhone).ShouldBe(
            ("", "", "", "", "")
        );
        (reply.RequestedChanges, reply.SentBackAt).ShouldBe(("", null));
        (reply.CopiedOffices.Count, reply.CopiedUnits.Count).ShouldBe((0, 0));
    }

    private static SubmitOpinionRequest Opinion(Assignment co) =>
        new()
        {
            RequestId = Call.NewId(),
            Assignment = co.Name,
            Text = "同意采纳。",
            DocumentNumber = "示例提函〔2026〕7号",
            Signatory = "示例签发人",
            Handler = "示例联系人",
            HandlerPhone = "0953-1234567",
        };

    private static SignReplyRequest Signing(Reply draft) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = draft.Name,
            DocumentNumber = "示例函〔2026〕70号",
            OutcomeClass = "A",
            Reviewer = "示例核稿人",
            Signatory = "示例签发人",
            Handler = "示例经办人",
            HandlerPhone = "0953-1234567",
            Disclosure = Disclosure.Full,
            NotPublicReason = "涉及未公开的规划",
        };

    /// <summary>A case at its lead and its co-handling unit; the second has acknowledged.</summary>
    private async Task<(Assignment Lead, Assignment Co)> GivenAsync(string subject)
    {
        var tasks = await suite.HandedOverAsync(await suite.FiledAsync(subject), HandlingMode.LeadAndCo, 1, 2);
        await AcknowledgeAsync(2, tasks[1]);
        return (tasks[0], tasks[1]);
    }

    private async Task AcknowledgeAsync(int unit, Assignment task) =>
        await (await suite.Cast.UnitAsync(unit)).Assignment.AcknowledgeAssignmentAsync(
            new AcknowledgeAssignmentRequest { RequestId = Call.NewId(), Name = task.Name }
        );

    private async Task<Reply> DraftAsync(Assignment task) =>
        await (await suite.Cast.UnitAsync(1)).Assignment.DraftReplyAsync(
            new DraftReplyRequest
            {
                RequestId = Call.NewId(),
                Assignment = task.Name,
                Text = "答复正文",
            }
        );
}

[Collection("laptop")]
public sealed class PapersOnALaptop(Laptop suite) : PaperTests(suite), IClassFixture<Laptop>;

[Collection("county")]
public sealed class PapersInACounty(County suite) : PaperTests(suite), IClassFixture<County>;
