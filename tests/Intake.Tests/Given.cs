using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Shouldly;

namespace Proposals.Intake.Tests;

/// <summary>Short forms of users' actions, for tests that are about something else.</summary>
public abstract class Given(IntakeSuite intake)
{
    protected IntakeSuite Intake => intake;

    protected static string NewHash() =>
        Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));

    protected static byte[] BytesOf(RpcException e) =>
        e.Trailers.First(t => t.Key == "grpc-status-details-bin").ValueBytes;

    /// <summary>Both errors are equal to the last byte, so that nobody can tell one from the other.</summary>
    protected static void ShouldBeTheSame(RpcException one, RpcException other)
    {
        one.StatusCode.ShouldBe(StatusCode.NotFound);
        BytesOf(one).ShouldBe(BytesOf(other));
        one.Status.Detail.ShouldBe(other.Status.Detail);
    }

    protected static async Task<Proposal> DraftAsync(
        Cast cast,
        string subject,
        int member = 1,
        bool publish = true,
        string category = "society"
    ) => await DraftAsync(cast, Walk.TextOf(subject), member, publish, category);

    protected static async Task<Proposal> DraftAsync(
        Cast cast,
        ProposalText text,
        int member = 1,
        bool publish = true,
        string category = "society"
    ) =>
        await (await cast.MemberAsync(member)).Intake.CreateProposalAsync(
            new CreateProposalRequest
            {
                RequestId = Call.NewId(),
                Proposal = new Proposal
                {
                    Session = (await cast.SessionAsync()).Name,
                    Category = category,
                    MayPublish = publish,
                    Text = text,
                },
            }
        );

    protected static async Task<Proposal> SubmitAsync(Cast cast, Proposal draft, int member = 1) =>
        await (await cast.MemberAsync(member)).Intake.SubmitProposalAsync(
            new SubmitProposalRequest
            {
                RequestId = Call.NewId(),
                Name = draft.Name,
                ContainsNoSecret = true,
            }
        );

    protected static async Task<Proposal> ExaminedAsync(
        Cast cast,
        string subject,
        int member = 1,
        bool publish = true,
        string category = "society"
    ) => await ExaminedAsync(cast, await DraftAsync(cast, subject, member, publish, category), member);

    private static async Task<Proposal> ExaminedAsync(Cast cast, Proposal draft, int member) =>
        await (await cast.Office).Intake.ExamineProposalAsync(
            new ExamineProposalRequest
            {
                RequestId = Call.NewId(),
                Name = (await SubmitAsync(cast, draft, member)).Name,
            }
        );

    /// <summary>
    /// A submitted proposal under rules that are changed first. It is under the profile of its submission, so the new
    /// one has reached Intake when one is under it.
    /// </summary>
    protected static async Task<Proposal> SubmittedUnderAsync(Cast cast, string subject, Action<PolicyProfile> change)
    {
        var office = await cast.Office;
        var profile = await office.Directory.GetPolicyProfileAsync(new GetPolicyProfileRequest());
        change(profile);
        var published = await office.Directory.PublishPolicyProfileAsync(
            new PublishPolicyProfileRequest { RequestId = Call.NewId(), PolicyProfile = profile }
        );
        return await Call.UntilAsync(
            "新规则已知",
            async () =>
                await SubmitAsync(cast, await DraftAsync(cast, subject)) is { } submitted
                && submitted.PolicyVersion == published.Version
                    ? submitted
                    : null
        );
    }

    protected static async Task<Proposal> FiledAsync(
        Cast cast,
        string subject,
        int member = 1,
        bool publish = true,
        string category = "society"
    ) => await FiledAsync(cast, await DraftAsync(cast, subject, member, publish, category), member);

    protected static async Task<Proposal> FiledAsync(Cast cast, Proposal draft, int member = 1) =>
        await (await cast.Office).Intake.FileProposalAsync(
            new FileProposalRequest { RequestId = Call.NewId(), Name = (await ExaminedAsync(cast, draft, member)).Name }
        );

    /// <summary>Returns the request for a file that the gateway has accepted.</summary>
    protected AttachFileRequest FileOf(
        Cast cast,
        string proposal,
        string name = "示例附件.pdf",
        string? hash = null,
        long size = 1234,
        string mediaType = "application/pdf"
    )
    {
        var file = new Attachment
        {
            Sha256 = hash ?? NewHash(),
            FileName = name,
            Size = size,
            MediaType = mediaType,
        };
        return new AttachFileRequest
        {
            RequestId = Call.NewId(),
            Proposal = proposal,
            Attachment = file,
            Receipt = Google.Protobuf.ByteString.CopyFrom(
                new Receipts(intake.Suite.Secret).Of(
                    new ReceivedFile(cast.Committee, file.Sha256, file.Size, file.MediaType, file.FileName),
                    intake.Suite.Clock.GetUtcNow()
                )
            ),
        };
    }
}
