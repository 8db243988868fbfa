using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Proposals.Client;
using Proposals.Feedback.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Gateway.Tests;

/// <summary>The scan of a paper form, from its upload on (handbook T83).</summary>
public sealed class ScansTests(GatewaySuite gateway) : IClassFixture<GatewaySuite>
{
    [Fact]
    public async Task A_scan_is_given_out_to_whoever_may_see_the_form_and_stays()
    {
        var form = await FormAsync();
        var clock = new TestClock(gateway.Suite.Clock.GetUtcNow());
        var folder = Path.Combine(gateway.Suite.Folder, "scans");
        await using var app = await gateway.StartAsync(clock, [("Files:Folder", folder)]);
        var address = new Uri(app.Urls.First());
        async Task<HttpClient> ClientAsync(string login) =>
            gateway.Client((await gateway.Cast.OfAsync(login)).Authorization, address);
        using var office = await ClientAsync("office");
        byte[] content = [.. SampleFiles.Pdf, .. Encoding.UTF8.GetBytes("签字")];
        using var uploaded = await office.PostAsync(
            "/files?name=" + Uri.EscapeDataString("征询意见表.pdf"),
            new ByteArrayContent(content)
        );
        var file = await uploaded.JsonAsync();
        uploaded.StatusCode.ShouldBe(HttpStatusCode.OK, file.ToJsonString());
        var path = $"/files/{form.Name}/scans/{(string)file["sha256"]!}";
        (await (await office.GetAsync(path)).RefusalAsync()).Reason.ShouldBe("NOT_FOUND", "nobody recorded it yet");
        await office.AskAsync(
            "/proposals.feedback.v1.FeedbackService/RecordPaperForm",
            new
            {
                requestId = Call.NewId(),
                name = form.Name,
                work = "RATING_SATISFIED",
                result = "RATING_SATISFIED",
                paperDate = form.Today,
                receipt = (string)file["receipt"]!,
                scan = new
                {
                    sha256 = (string)file["sha256"]!,
                    fileName = (string)file["fileName"]!,
                    mediaType = (string)file["mediaType"]!,
                    size = (long)file["size"]!,
                },
            }
        );

        foreach (var login in new[] { "office", "member1" })
        {
            using var client = await ClientAsync(login);
            using var response = await client.GetAsync(path);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, login);
            (await response.Content.ReadAsByteArrayAsync()).ShouldBe(content);
            response.Content.Headers.ContentDisposition!.FileNameStar.ShouldBe("征询意见表.pdf");
            response.Headers.GetValues("Content-Security-Policy").Single().ShouldBe("sandbox; default-src 'none'");
        }

        // Neither another proposer of the case nor a unit sees the form of one proposer.
        foreach (var (login, reason) in new[] { ("member2", "NOT_FOUND"), ("unit1", "ROLE_REQUIRED") })
        {
            using var client = await ClientAsync(login);
            (await (await client.GetAsync(path)).RefusalAsync()).Reason.ShouldBe(reason, login);
        }

        clock.Advance(ForgottenFiles.Kept + TimeSpan.FromMinutes(5));
        (await app.Services.GetRequiredService<ForgottenFiles>().SweepAsync(CancellationToken.None)).ShouldBe(0);
        using var later = await ClientAsync("member1");
        (await later.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK);

        // Feedback's database was set back: what it says of newer files says nothing.
        await File.WriteAllTextAsync(Path.Combine(folder, ".feedback-positions"), "0 1000000\n");
        using var again = await later.PostAsync("/files?name=a.txt", new ByteArrayContent("没有人用"u8.ToArray()));
        clock.Advance(ForgottenFiles.Kept + TimeSpan.FromMinutes(5));
        (await app.Services.GetRequiredService<ForgottenFiles>().SweepAsync(CancellationToken.None)).ShouldBe(0);
    }

    /// <summary>The open form of the lead of an answered case, and the local day.</summary>
    private async Task<(string Name, string Today)> FormAsync()
    {
        var walk = new Walk(gateway.Cast, _ => { });
        var proposal = await walk.FileAsync("关于扫描件的提案");
        var (lead, co) = await walk.HandOverAsync(proposal);
        await walk.HandleAsync(proposal, lead, co);
        var member = await gateway.Cast.MemberAsync(1);
        var form = await Call.UntilAsync(
            "征询意见表",
            async () =>
                (
                    await member.Feedback.ListFeedbackFormsAsync(
                        new ListFeedbackFormsRequest { Proposal = proposal.Name }
                    )
                ).Forms.FirstOrDefault()
        );
        return (
            form.Name,
            gateway.Suite.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd", null)
        );
    }
}
