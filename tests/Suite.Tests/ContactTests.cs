using Dapper;
using Proposals.Assignments.V1;
using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Supervision.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>
/// A contact with its stage, who took part and what the proposer thinks, before, while and after a case is handled
/// (handbook T61); on both engines.
/// </summary>
public abstract class ContactTests(WholeSuite suite)
{
    // The committee of the test.
    private Cast Cast { get; set; } = suite.Cast;

    [Fact]
    public async Task Is_of_a_stage_and_names_who_took_part_and_what_the_proposer_thinks()
    {
        var task = (await suite.HandedOverAsync(await suite.FiledAsync("关于沟通记录的提案"), HandlingMode.Sole, 1))[0];
        var unit = await Cast.UnitAsync(1);
        await AcknowledgeAsync(task);
        (await ReasonAsync(Of(task, ContactStage.After))).ShouldBe("CONTACT_STAGE_CONFLICT");
        (await ReasonAsync(Of(task, (ContactStage)9))).ShouldBe("FIELD_INVALID");

        var early = await unit.Assignment.LogContactAsync(Of(task, ContactStage.Before));

        (early.Stage, early.Participants, early.ProposerView).ShouldBe(
            (ContactStage.Before, "示例委员，示例负责人", "同意办理思路。")
        );
        // Who logs none is an older program: nothing is said.
        var unsaid = new LogContactRequest
        {
            RequestId = Call.NewId(),
            Assignment = task.Name,
            Date = suite.Today,
            Form = ContactForm.Other,
            Summary = "微信沟通",
        };
        (await unit.Assignment.LogContactAsync(unsaid)).Stage.ShouldBe(ContactStage.Unspecified);
        await DeliveredAsync(task);
        // After the reply, only what came after it.
        (await ReasonAsync(Of(task, ContactStage.During))).ShouldBe("CONTACT_STAGE_CONFLICT");
        (await ReasonAsync(Of(task, ContactStage.Unspecified))).ShouldBe("CONTACT_STAGE_CONFLICT");
        var late = await unit.Assignment.LogContactAsync(Of(task, ContactStage.After));

        late.Stage.ShouldBe(ContactStage.After);
        (await ListedAsync(Cast.Supervisor, task))
            .Select(c => c.Stage)
            .ShouldBe([ContactStage.After, ContactStage.Unspecified, ContactStage.Before], ignoreOrder: true);
        (await ListedAsync(Cast.Supervisor, task)).Single(c => c.Name == early.Name).ShouldBe(early);
        var day = DateOnly.ParseExact(suite.Today, "yyyy-MM-dd", null).ToString("yyyy年M月d日", null);
        foreach (var words in new[] { $"，{day}，办前，面谈", $"，{day}，其他", $"，{day}，办后，面谈" })
            await Call.UntilAsync(
                words,
                async () =>
                    (
                        await (await Cast.Supervisor).Supervision.GetCaseAsync(
                            new GetCaseRequest { Name = WholeSuite.CaseName(task.Proposal) }
                        )
                    ).Timeline.FirstOrDefault(t => t.Text.EndsWith(words, StringComparison.Ordinal))
            );
    }

    [Fact]
    public async Task Must_be_early_and_whole_where_the_profile_says_so()
    {
        Cast = await suite.Suite.CommitteeAsync();
        var office = await Cast.Office;
        var profile = (await office.Directory.GetPolicyProfileAsync(new GetPolicyProfileRequest())).Clone();
        (profile.ContactRequired, profile.EarlyContactRequired, profile.ContactDetailsRequired) = (false, true, true);
        await office.Directory.PublishPolicyProfileAsync(
            new PublishPolicyProfileRequest { RequestId = Call.NewId(), PolicyProfile = profile }
        );
        var room = new WithdrawalRoom(suite.Suite.Clock, Cast);
        var name = await room.HandedOverAsync(await room.FiledAsync("关于办前面商的提案"));
        var unit = await Cast.UnitAsync(1);
        var task = await unit.Assignment.GetAssignmentAsync(new GetAssignmentRequest { Name = name });
        await AcknowledgeAsync(task);
        foreach (
            var leave in new Action<LogContactRequest>[]
            {
                r => r.Stage = ContactStage.Unspecified,
                r => r.Participants = "",
                r => r.ProposerView = "",
            }
        )
        {
            var request = Of(task, ContactStage.During);
            leave(request);
            (await ReasonAsync(request)).ShouldBe("FIELD_REQUIRED");
        }

        await unit.Assignment.LogContactAsync(Of(task, ContactStage.During));
        var draft = await DraftAsync(task);
        (await Refused.ReasonAsync(unit.Assignment.SignReplyAsync(Signing(draft)))).ShouldBe("CONTACT_REQUIRED");
        // What the proposer waived counts, and needs no more words.
        await unit.Assignment.LogContactAsync(
            new LogContactRequest
            {
                RequestId = Call.NewId(),
                Assignment = task.Name,
                Date = suite.Today,
                Form = ContactForm.WaivedByProposer,
            }
        );
        (await unit.Assignment.SignReplyAsync(Signing(draft))).State.ShouldBe(ReplyState.Signed);
    }

    [Fact]
    public async Task Of_an_older_program_says_no_stage()
    {
        var task = (await suite.HandedOverAsync(await suite.FiledAsync("关于早先沟通的提案"), HandlingMode.Sole, 1))[0];
        await AcknowledgeAsync(task);
        await (await Cast.UnitAsync(1)).Assignment.LogContactAsync(Of(task, ContactStage.Before));
        await using (var writer = await suite.Suite.Service("assignment").Database.OpenWriterAsync(default))
            await writer.ExecuteAsync(
                """
                INSERT INTO contacts (committee, id, assignment, date, form, summary)
                SELECT committee, @id, assignment, date, form, '早先的沟通' FROM contacts WHERE assignment = @task
                """,
                new { id = Call.NewId(), task = task.Name.Split('/')[^1] }
            );

        var old = (await ListedAsync(Cast.HandOver, task)).Single(c => c.Summary == "早先的沟通");
        (old.Stage, old.Participants, old.ProposerView).ShouldBe((ContactStage.Unspecified, "", ""));
    }

    private LogContactRequest Of(Assignment task, ContactStage stage) =>
        new()
        {
            RequestId = Call.NewId(),
            Assignment = task.Name,
            Date = suite.Today,
            Form = ContactForm.FaceToFace,
            Summary = "面谈办理思路。",
            Stage = stage,
            Participants = "示例委员，示例负责人",
            ProposerView = "同意办理思路。",
        };

    private async Task<string> ReasonAsync(LogContactRequest request) =>
        await Refused.ReasonAsync((await Cast.UnitAsync(1)).Assignment.LogContactAsync(request));

    private async Task AcknowledgeAsync(Assignment task) =>
        await (await Cast.UnitAsync(1)).Assignment.AcknowledgeAssignmentAsync(
            new AcknowledgeAssignmentRequest { RequestId = Call.NewId(), Name = task.Name }
        );

    private async Task<Reply> DraftAsync(Assignment task) =>
        await (await Cast.UnitAsync(1)).Assignment.DraftReplyAsync(
            new DraftReplyRequest
            {
                RequestId = Call.NewId(),
                Assignment = task.Name,
                Text = "答复正文",
            }
        );

    private async Task DeliveredAsync(Assignment task)
    {
        var unit = await Cast.UnitAsync(1);
        var signed = await unit.Assignment.SignReplyAsync(Signing(await DraftAsync(task)));
        await unit.Assignment.DeliverReplyAsync(
            new DeliverReplyRequest { RequestId = Call.NewId(), Name = signed.Name }
        );
    }

    private static SignReplyRequest Signing(Reply draft) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = draft.Name,
            DocumentNumber = "示例函〔2026〕61号",
            OutcomeClass = "A",
            Signatory = "示例签发人",
            Disclosure = Disclosure.Full,
        };

    private static async Task<IReadOnlyList<Contact>> ListedAsync(Task<Person> reader, Assignment task) =>
        (
            await (await reader).Assignment.ListContactsAsync(new ListContactsRequest { Assignment = task.Name })
        ).Contacts;
}

[Collection("laptop")]
public sealed class ContactsOnALaptop(Laptop suite) : ContactTests(suite), IClassFixture<Laptop>;

[Collection("county")]
public sealed class ContactsInACounty(County suite) : ContactTests(suite), IClassFixture<County>;
