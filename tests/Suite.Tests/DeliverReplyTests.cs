using Grpc.Core;
using Proposals.Assignments.V1;
using Proposals.Client;
using Proposals.Supervision.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>Whom a delivered reply is copied to, and who reads it (handbook T73); on both engines.</summary>
public abstract class DeliverReplyTests(WholeSuite suite)
{
    [Fact]
    public async Task Copies_go_to_the_offices_and_to_the_co_handling_units()
    {
        var (lead, _) = await GivenAsync("关于答复抄送的提案");
        var (unit, other, third) = (
            await suite.Cast.UnitAsync(1),
            await suite.Cast.UnitAsync(2),
            await suite.Cast.UnitAsync(3)
        );
        var signed = await SignedAsync(lead);
        (await ReasonAsync(signed, $"committees/{suite.Cast.Committee}/units/{Guid.CreateVersion7()}")).ShouldBe(
            "UNIT_UNKNOWN"
        );
        (await ReasonAsync(signed, third.Account.Unit)).ShouldBe("COPY_NOT_OF_CASE");
        (await ReasonAsync(signed, unit.Account.Unit)).ShouldBe("COPY_NOT_OF_CASE");
        (await ReasonAsync(signed, other.Account.Unit, other.Account.Unit)).ShouldBe("UNITS_CONFLICT");

        var delivered = await unit.Assignment.DeliverReplyAsync(Of(signed, other.Account.Unit));

        delivered.CopiedOffices.ShouldBe([CopiedOffice.ProposalsCommittee, CopiedOffice.Supervision]);
        delivered.CopiedUnits.ShouldBe([other.Account.Unit]);
        foreach (
            var reader in new[]
            {
                other,
                await suite.Cast.Office,
                await suite.Cast.Supervisor,
                await suite.Cast.MemberAsync(1),
            }
        )
            (await reader.Assignment.GetReplyAsync(new GetReplyRequest { Name = delivered.Name })).ShouldBe(delivered);
        (await StatusAsync(third, delivered)).ShouldBe(StatusCode.NotFound);
        (await ToldAsync(other, lead)).ShouldEndWith("，抄送提案委员会、政府督查室、示例区卫生健康局");
    }

    [Fact]
    public async Task A_unit_that_left_the_case_reads_what_it_was_sent_and_nothing_newer()
    {
        var (lead, co) = await GivenAsync("关于抄送后改派的提案");
        var (unit, other, third) = (
            await suite.Cast.UnitAsync(1),
            await suite.Cast.UnitAsync(2),
            await suite.Cast.UnitAsync(3)
        );
        var copied = await unit.Assignment.DeliverReplyAsync(Of(await SignedAsync(lead), other.Account.Unit));
        await (await suite.Cast.HandOver).Assignment.ReassignAsync(
            new ReassignRequest
            {
                RequestId = Call.NewId(),
                Name = co.Name,
                Unit = third.Account.Unit,
                Reason = "职责调整",
            }
        );
        await (await suite.Cast.Supervisor).Assignment.SendBackReplyAsync(
            new SendBackReplyRequest
            {
                RequestId = Call.NewId(),
                Name = copied.Name,
                RequestedChanges = "请逐条答复。",
            }
        );
        var newer = await SignedAsync(lead, acknowledge: false);
        (await ReasonAsync(newer, other.Account.Unit)).ShouldBe("COPY_NOT_OF_CASE");
        newer = await unit.Assignment.DeliverReplyAsync(Of(newer));

        newer.CopiedUnits.ShouldBeEmpty();
        (await other.Assignment.GetReplyAsync(new GetReplyRequest { Name = copied.Name })).Text.ShouldBe("答复正文");
        (await StatusAsync(other, newer)).ShouldBe(StatusCode.NotFound);
        (await other.Assignment.ListRepliesAsync(new ListRepliesRequest { Proposal = lead.Proposal }))
            .Replies.ShouldHaveSingleItem()
            .Name.ShouldBe(copied.Name);
    }

    /// <summary>A case at its lead and its co-handling unit, which nobody has acknowledged.</summary>
    private async Task<(Assignment Lead, Assignment Co)> GivenAsync(string subject)
    {
        var tasks = await suite.HandedOverAsync(await suite.FiledAsync(subject), HandlingMode.LeadAndCo, 1, 2);
        return (tasks[0], tasks[1]);
    }

    private static DeliverReplyRequest Of(Reply signed, params string[] units) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = signed.Name,
            CopiedOffices = { CopiedOffice.ProposalsCommittee, CopiedOffice.Supervision },
            CopiedUnits = { units },
        };

    private async Task<string> ReasonAsync(Reply signed, params string[] units) =>
        await Refused.ReasonAsync((await suite.Cast.UnitAsync(1)).Assignment.DeliverReplyAsync(Of(signed, units)));

    private static async Task<StatusCode> StatusAsync(Person reader, Reply reply) =>
        (await Refused.ByAsync(reader.Assignment.GetReplyAsync(new GetReplyRequest { Name = reply.Name }))).StatusCode;

    private static async Task<string> ToldAsync(Person reader, Assignment task) =>
        await Call.UntilAsync(
            "送达答复",
            async () =>
                (await reader.Supervision.ListNoticesAsync(new ListNoticesRequest { PageSize = 200 }))
                    .Notices.FirstOrDefault(n =>
                        n.Proposal == task.Proposal && n.Entry.Text.StartsWith("送达答复", StringComparison.Ordinal)
                    )
                    ?.Entry.Text
        );

    private async Task<Reply> SignedAsync(Assignment task, bool acknowledge = true)
    {
        var unit = await suite.Cast.UnitAsync(1);
        if (acknowledge)
        {
            await unit.Assignment.AcknowledgeAssignmentAsync(
                new AcknowledgeAssignmentRequest { RequestId = Call.NewId(), Name = task.Name }
            );
            await unit.Assignment.LogContactAsync(
                new LogContactRequest
                {
                    RequestId = Call.NewId(),
                    Assignment = task.Name,
                    Date = suite.Today,
                    Form = ContactForm.Telephone,
                    Summary = "电话沟通",
                }
            );
        }

        var draft = await unit.Assignment.DraftReplyAsync(
            new DraftReplyRequest
            {
                RequestId = Call.NewId(),
                Assignment = task.Name,
                Text = "答复正文",
            }
        );
        return await unit.Assignment.SignReplyAsync(
            new SignReplyRequest
            {
                RequestId = Call.NewId(),
                Name = draft.Name,
                DocumentNumber = "示例函〔2026〕73号",
                OutcomeClass = "A",
                Signatory = "示例签发人",
                Disclosure = Disclosure.Full,
            }
        );
    }
}

[Collection("laptop")]
public sealed class DeliveredOnALaptop(Laptop suite) : DeliverReplyTests(suite), IClassFixture<Laptop>;

[Collection("county")]
public sealed class DeliveredInACounty(County suite) : DeliverReplyTests(suite), IClassFixture<County>;
