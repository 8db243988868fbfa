using Google.Protobuf;
using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Client;
using Proposals.Intake.V1;
using Proposals.Journal.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Intake.Tests;

/// <summary>
/// Files of proposals: which are accepted, which are refused, and who may attach them; on both engines.
/// </summary>
public abstract class AttachmentTests(IntakeSuite intake) : Given(intake)
{
    private Cast Cast => Intake.Cast;

    [Fact]
    public async Task Files_are_attached_in_order_taken_off_and_attached_again()
    {
        var (member, draft) = (await Cast.MemberAsync(1), await DraftAsync(Cast, "关于附件的提案"));
        var (first, second) = (
            FileOf(Cast, draft.Name, "照片 1.png", mediaType: "image/png"),
            FileOf(Cast, draft.Name, "调研报告.docx", size: 20 * 1024 * 1024)
        );
        var one = await member.Intake.AttachFileAsync(first);
        one.Attachments.ShouldBe([first.Attachment]);
        one.State.ShouldBe(ProposalState.Draft);
        one.Etag.ShouldNotBe(draft.Etag);
        (await member.Intake.AttachFileAsync(second)).Attachments.ShouldBe([first.Attachment, second.Attachment]);
        (await member.Intake.GetProposalAsync(new GetProposalRequest { Name = draft.Name })).Attachments.ShouldBe([
            first.Attachment,
            second.Attachment,
        ]);
        var off = new DetachFileRequest
        {
            RequestId = Call.NewId(),
            Proposal = draft.Name,
            Sha256 = first.Attachment.Sha256,
        };
        (await member.Intake.DetachFileAsync(off)).Attachments.ShouldBe([second.Attachment]);
        (await member.Intake.DetachFileAsync(off)).Attachments.ShouldBe(
            [second.Attachment],
            "a retry answers the same"
        );
        (
            await Refused.ReasonAsync(
                member.Intake.DetachFileAsync(
                    new DetachFileRequest
                    {
                        RequestId = Call.NewId(),
                        Proposal = draft.Name,
                        Sha256 = first.Attachment.Sha256,
                    }
                )
            )
        ).ShouldBe("NOT_FOUND");
        (
            await Refused.ReasonAsync(
                member.Intake.DetachFileAsync(
                    new DetachFileRequest
                    {
                        RequestId = Call.NewId(),
                        Proposal = draft.Name,
                        Sha256 = "ABC",
                    }
                )
            )
        ).ShouldBe("FIELD_INVALID");
        first.RequestId = Call.NewId();
        (await member.Intake.AttachFileAsync(first)).Attachments.ShouldBe([second.Attachment, first.Attachment]);
        (await SubmitAsync(Cast, draft)).Attachments.Count.ShouldBe(2);
        (await member.Intake.ListProposalsAsync(new ListProposalsRequest { PageSize = 200 }))
            .Proposals.Single(p => p.Name == draft.Name)
            .Attachments.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_receipt_that_does_not_fit_is_no_receipt()
    {
        var (member, draft, other) = (
            await Cast.MemberAsync(1),
            await DraftAsync(Cast, "关于回执的提案"),
            await Intake.Suite.CommitteeAsync()
        );
        async Task ShouldBeRefused(Action<AttachFileRequest> forge)
        {
            var request = FileOf(Cast, draft.Name);
            forge(request);
            (await Refused.ReasonAsync(member.Intake.AttachFileAsync(request))).ShouldBe("FILE_NOT_RECEIVED");
        }

        await ShouldBeRefused(r => r.Receipt = ByteString.Empty);
        await ShouldBeRefused(r => r.Receipt = ByteString.CopyFrom(new byte[32]));
        await ShouldBeRefused(r =>
            r.Receipt = r.Receipt.Concat(new byte[1]) is var longer ? ByteString.CopyFrom([.. longer]) : r.Receipt
        );
        await ShouldBeRefused(r => r.Attachment.Sha256 = NewHash());
        await ShouldBeRefused(r => r.Attachment.Size++);
        await ShouldBeRefused(r => r.Attachment.MediaType = "text/html");
        await ShouldBeRefused(r => r.Attachment.FileName = "工资表.pdf");
        await ShouldBeRefused(r => r.Receipt = FileOf(other, draft.Name, hash: r.Attachment.Sha256).Receipt);
        await ShouldBeRefused(r =>
        {
            var late = r.Receipt.ToByteArray();
            late[7]++;
            r.Receipt = ByteString.CopyFrom(late);
        });
        await ShouldBeRefused(r =>
            r.Receipt = ByteString.CopyFrom(
                new Receipts("another secret").Of(
                    new ReceivedFile(
                        Cast.Committee,
                        r.Attachment.Sha256,
                        r.Attachment.Size,
                        r.Attachment.MediaType,
                        r.Attachment.FileName
                    ),
                    Intake.Suite.Clock.GetUtcNow()
                )
            )
        );
        (
            await member.Intake.GetProposalAsync(new GetProposalRequest { Name = draft.Name })
        ).Attachments.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_receipt_is_good_for_a_day()
    {
        var (member, draft) = (await Cast.MemberAsync(1), await DraftAsync(Cast, "关于回执期限的提案"));
        var (kept, late) = (FileOf(Cast, draft.Name, "按时.pdf"), FileOf(Cast, draft.Name, "过期.pdf"));
        var received = new ReceivedFile(
            Cast.Committee,
            late.Attachment.Sha256,
            late.Attachment.Size,
            late.Attachment.MediaType,
            late.Attachment.FileName
        );
        ByteString At(TimeSpan ago) =>
            ByteString.CopyFrom(new Receipts(Intake.Suite.Secret).Of(received, Intake.Suite.Clock.GetUtcNow() - ago));

        late.Receipt = At(Receipts.Life);
        (await Refused.ReasonAsync(member.Intake.AttachFileAsync(late))).ShouldBe("FILE_NOT_RECEIVED");
        late.Receipt = At(Receipts.Life - TimeSpan.FromMinutes(5));
        late.RequestId = Call.NewId();
        await member.Intake.AttachFileAsync(late);
        (await member.Intake.AttachFileAsync(kept)).Attachments.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Ten_files_and_none_twice()
    {
        var (member, draft) = (await Cast.MemberAsync(2), await DraftAsync(Cast, "关于附件数量的提案", 2));
        var first = FileOf(Cast, draft.Name, "1.pdf");
        await member.Intake.AttachFileAsync(first);
        var again = FileOf(Cast, draft.Name, "另一个名字.pdf", first.Attachment.Sha256);
        (await Refused.ReasonAsync(member.Intake.AttachFileAsync(again))).ShouldBe("ALREADY_ATTACHED");
        for (var i = 2; i <= 10; i++)
            (await member.Intake.AttachFileAsync(FileOf(Cast, draft.Name, $"{i}.pdf"))).Attachments.Count.ShouldBe(i);
        var error = await Refused.ByAsync(member.Intake.AttachFileAsync(FileOf(Cast, draft.Name, "11.pdf")));
        (Call.ReasonOf(error), error.StatusCode).ShouldBe(("TOO_MANY_FILES", StatusCode.FailedPrecondition));
        await member.Intake.DetachFileAsync(
            new DetachFileRequest
            {
                RequestId = Call.NewId(),
                Proposal = draft.Name,
                Sha256 = first.Attachment.Sha256,
            }
        );
        (await member.Intake.AttachFileAsync(FileOf(Cast, draft.Name, "11.pdf"))).Attachments.Count.ShouldBe(10);
    }

    [Fact]
    public async Task Only_the_lead_proposer_and_only_while_he_may_write()
    {
        var (lead, second, office, other) = (
            await Cast.MemberAsync(3),
            await Cast.MemberAsync(4),
            await Cast.Office,
            await Intake.Suite.CommitteeAsync()
        );
        var draft = await DraftAsync(Cast, "关于谁可以添加附件的提案", 3);
        var invitation = await lead.Intake.InviteCoSignerAsync(
            new InviteCoSignerRequest
            {
                RequestId = Call.NewId(),
                Proposal = draft.Name,
                Member = second.Account.Member,
            }
        );
        await second.Intake.AcceptInvitationAsync(
            new AcceptInvitationRequest { RequestId = Call.NewId(), Name = invitation.Name }
        );
        var file = await lead.Intake.AttachFileAsync(FileOf(Cast, draft.Name));
        var missing = await Refused.ByAsync(
            lead.Intake.AttachFileAsync(FileOf(Cast, $"committees/{Cast.Committee}/proposals/{Guid.NewGuid()}"))
        );
        ShouldBeTheSame(await Refused.ByAsync(second.Intake.AttachFileAsync(FileOf(Cast, draft.Name))), missing);
        ShouldBeTheSame(
            await Refused.ByAsync((await other.MemberAsync(1)).Intake.AttachFileAsync(FileOf(other, draft.Name))),
            missing
        );
        ShouldBeTheSame(
            await Refused.ByAsync(
                second.Intake.DetachFileAsync(
                    new DetachFileRequest
                    {
                        RequestId = Call.NewId(),
                        Proposal = draft.Name,
                        Sha256 = file.Attachments[0].Sha256,
                    }
                )
            ),
            missing
        );
        ShouldBeTheSame(
            await Refused.ByAsync(
                (await other.MemberAsync(1)).Intake.DetachFileAsync(
                    new DetachFileRequest
                    {
                        RequestId = Call.NewId(),
                        Proposal = draft.Name,
                        Sha256 = file.Attachments[0].Sha256,
                    }
                )
            ),
            missing
        );
        (await Refused.ByAsync(office.Intake.AttachFileAsync(FileOf(Cast, draft.Name)))).StatusCode.ShouldBe(
            StatusCode.PermissionDenied
        );
        await SubmitAsync(Cast, draft, 3);
        (await Refused.ReasonAsync(lead.Intake.AttachFileAsync(FileOf(Cast, draft.Name)))).ShouldBe("MOVE_NOT_ALLOWED");
        (
            await Refused.ReasonAsync(
                lead.Intake.DetachFileAsync(
                    new DetachFileRequest
                    {
                        RequestId = Call.NewId(),
                        Proposal = draft.Name,
                        Sha256 = file.Attachments[0].Sha256,
                    }
                )
            )
        ).ShouldBe("MOVE_NOT_ALLOWED");
        await office.Intake.ReturnProposalAsync(
            new ReturnProposalRequest
            {
                RequestId = Call.NewId(),
                Name = draft.Name,
                Opinion = "请补充附件",
            }
        );
        (await lead.Intake.AttachFileAsync(FileOf(Cast, draft.Name))).Attachments.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData(".htaccess")]
    [InlineData("a/b.pdf")]
    [InlineData("a\\b.pdf")]
    [InlineData("a\nb.pdf")]
    [InlineData("a\tb.pdf")]
    [InlineData("a\0b.pdf")]
    [InlineData("report\u202Efdp.txt")]
    [InlineData("a\u200Bb.pdf")]
    [InlineData("工资表.bat")]
    [InlineData("工资表.pdf.exe")]
    [InlineData("工资表")]
    [InlineData("con.pdf")]
    [InlineData("LPT1 .tar.pdf")]
    public async Task A_name_that_could_be_a_path_or_hide_is_refused(string name)
    {
        (
            await Refused.ReasonAsync(
                (await Cast.MemberAsync(5)).Intake.AttachFileAsync(
                    FileOf(Cast, $"committees/{Cast.Committee}/proposals/{Guid.NewGuid()}", name)
                )
            )
        ).ShouldBeOneOf("FIELD_INVALID", "FIELD_REQUIRED");
    }

    [Fact]
    public async Task Every_field_has_its_limit()
    {
        var (member, draft) = (await Cast.MemberAsync(5), await DraftAsync(Cast, "关于附件字段的提案", 5));
        async Task<string> Field(AttachFileRequest request) =>
            Call.Detail<Google.Rpc.ErrorInfo>(await Refused.ByAsync(member.Intake.AttachFileAsync(request)))!.Metadata[
                "field"
            ];
        (await Field(FileOf(Cast, draft.Name, new string('名', 121)))).ShouldBe("attachment.file_name");
        (await Field(FileOf(Cast, draft.Name, hash: new string('A', 64)))).ShouldBe("attachment.sha256");
        (await Field(FileOf(Cast, draft.Name, hash: new string('a', 63)))).ShouldBe("attachment.sha256");
        (await Field(FileOf(Cast, draft.Name, hash: new string('a', 64) + "\n"))).ShouldBe("attachment.sha256");
        (await Field(FileOf(Cast, draft.Name, size: 0))).ShouldBe("attachment.size");
        (await Field(FileOf(Cast, draft.Name, size: (20 * 1024 * 1024) + 1))).ShouldBe("attachment.size");
        (await Field(FileOf(Cast, draft.Name, mediaType: ""))).ShouldBe("attachment.media_type");
        (await Field(FileOf(Cast, draft.Name, mediaType: new string('m', 101)))).ShouldBe("attachment.media_type");
        (await Field(new AttachFileRequest { RequestId = Call.NewId(), Proposal = draft.Name })).ShouldBe("attachment");
        (
            await member.Intake.AttachFileAsync(FileOf(Cast, draft.Name, new string('名', 116) + ".pdf"))
        ).Attachments.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_gateway_asks_which_files_are_needed_and_nobody_else_may()
    {
        var (member, draft, gone) = (
            await Cast.MemberAsync(1),
            await DraftAsync(Cast, "关于文件去留的提案"),
            await DraftAsync(Cast, "关于将被删除的提案")
        );
        var (kept, taken, deleted, other) = (
            FileOf(Cast, draft.Name, "留.pdf"),
            FileOf(Cast, draft.Name, "移除.pdf"),
            FileOf(Cast, gone.Name, "删.pdf"),
            NewHash()
        );
        foreach (var file in new[] { kept, taken, deleted })
            await member.Intake.AttachFileAsync(file);
        await member.Intake.DetachFileAsync(
            new DetachFileRequest
            {
                RequestId = Call.NewId(),
                Proposal = draft.Name,
                Sha256 = taken.Attachment.Sha256,
            }
        );
        await member.Intake.DeleteProposalAsync(
            new DeleteProposalRequest { RequestId = Call.NewId(), Name = gone.Name }
        );
        FindAttachedFilesRequest Of(string committee) =>
            new()
            {
                Committee = "committees/" + committee,
                Sha256 = { other, kept.Attachment.Sha256, deleted.Attachment.Sha256, taken.Attachment.Sha256 },
            };
        var gatewayItself = Intake.Suite.Suite.Operator(Intake.Suite.Secret).Intake;

        var answer = await gatewayItself.FindAttachedFilesAsync(Of(Cast.Committee));
        answer.Sha256.ShouldBe([kept.Attachment.Sha256, taken.Attachment.Sha256], "earlier versions keep theirs");
        answer.AsOf.ShouldContain(p => p.Source == "intake" && p.Position_ > 0);
        (
            await gatewayItself.FindAttachedFilesAsync(Of((await Intake.Suite.CommitteeAsync()).Committee))
        ).Sha256.ShouldBeEmpty("the files of another committee");

        var many = new FindAttachedFilesRequest { Committee = "committees/" + Cast.Committee };
        many.Sha256.AddRange(Enumerable.Repeat(other, FileRules.MaxAsked + 1));
        (await Refused.ReasonAsync(gatewayItself.FindAttachedFilesAsync(many))).ShouldBe("FIELD_INVALID");
        foreach (var person in new[] { member, await Cast.Office, await Cast.Audit })
            (await Refused.ReasonAsync(person.Intake.FindAttachedFilesAsync(Of(Cast.Committee)))).ShouldBe(
                "ROLE_REQUIRED"
            );
        (
            await Refused.ReasonAsync(
                Intake.Suite.Suite.Operator("another secret").Intake.FindAttachedFilesAsync(Of(Cast.Committee))
            )
        ).ShouldBe("UNAUTHENTICATED");
    }

    [Fact]
    public async Task The_journal_holds_the_hash_and_not_the_name()
    {
        var (member, draft) = (await Cast.MemberAsync(6), await DraftAsync(Cast, "关于附件日志的提案", 6));
        var file = FileOf(Cast, draft.Name, "某某的身份证.png", mediaType: "image/png");
        await member.Intake.AttachFileAsync(file);
        await member.Intake.DetachFileAsync(
            new DetachFileRequest
            {
                RequestId = Call.NewId(),
                Proposal = draft.Name,
                Sha256 = file.Attachment.Sha256,
            }
        );
        var (id, events, after) = (draft.Name.Split('/')[3], new List<Event>(), 0L);
        while (true)
        {
            var page = await (await Cast.Audit)
                .JournalOf("intake")
                .ReadEventsAsync(new ReadEventsRequest { Source = "intake", After = after });
            if (page.Events.Count == 0)
                break;
            events.AddRange(page.Events.Where(e => e.Aggregate == id));
            after = page.Events[^1].Position;
        }

        events.Select(e => e.Type.Split('.')[^1]).ShouldBe(["ProposalDrafted", "FileAttached", "FileDetached"]);
        FileAttached
            .Parser.ParseFrom(events[1].Body)
            .ShouldBe(
                new FileAttached
                {
                    Proposal = id,
                    Sha256 = file.Attachment.Sha256,
                    Size = 1234,
                    MediaType = "image/png",
                }
            );
        FileDetached
            .Parser.ParseFrom(events[2].Body)
            .ShouldBe(new FileDetached { Proposal = id, Sha256 = file.Attachment.Sha256 });
    }
}

[Collection("SQLite")]
public sealed class AttachmentsOnSqlite(SqliteIntake intake) : AttachmentTests(intake), IClassFixture<SqliteIntake>;

[Collection("PostgreSQL")]
public sealed class AttachmentsOnPostgreSql(PostgreSqlIntake intake)
    : AttachmentTests(intake),
        IClassFixture<PostgreSqlIntake>;
