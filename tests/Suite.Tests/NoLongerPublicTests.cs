using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Proposals.BuildingBlocks;
using Proposals.Client;
using Proposals.Gateway;
using Proposals.Intake.V1;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>
/// A proposal that was published and is then withdrawn or merged: on every path without a token it answers like an id
/// that does not exist.
/// </summary>
public abstract class NoLongerPublicTests(WholeSuite suite) : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);
    private WebApplication _gateway = null!;
    private HttpClient _anybody = null!;

    public async Task InitializeAsync()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Listen"] = suite.Suite.Address.Split(',')[0],
            ["Peers:Secret"] = suite.Suite.Secret,
            ["Gateway:Listen"] = "http://127.0.0.1:0",
            ["Gateway:Portal"] = suite.Suite.Folder,
            ["Files:Folder"] = Path.Combine(suite.Suite.Folder, "files"),
            ["Logging:LogLevel:Default"] = "Error",
        };
        _gateway = await Gateway.Gateway.BuildAsync(
            [],
            new HostParts(suite.Suite.Clock, new Ids()),
            b => b.Configuration.AddInMemoryCollection(settings)
        );
        await _gateway.StartAsync();
        _anybody = new HttpClient { BaseAddress = new Uri(_gateway.Urls.First()) };
    }

    public async Task DisposeAsync()
    {
        _anybody.Dispose();
        await _gateway.StopAsync();
        await _gateway.DisposeAsync();
    }

    private async Task<string> UploadedAsync(Person member)
    {
        using var upload = new HttpRequestMessage(HttpMethod.Post, "/files?name=a.txt")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes("附件")),
        };
        upload.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        upload.Headers.TryAddWithoutValidation("Authorization", member.Authorization);
        using var answer = await _anybody.SendAsync(upload);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return text;
    }

    private async Task<(Proposal Filed, string Sha256)> PublishedAsync(int number, string subject)
    {
        var (member, office) = (await suite.Cast.MemberAsync(number), await suite.Cast.Office);
        var draft = await member.Intake.CreateProposalAsync(
            new CreateProposalRequest
            {
                RequestId = Call.NewId(),
                Proposal = new Proposal
                {
                    Session = (await suite.Cast.SessionAsync()).Name,
                    Category = "society",
                    MayPublish = true,
                    Text = Walk.TextOf(subject),
                },
            }
        );
        var received = JsonNode.Parse(await UploadedAsync(member))!;
        var attached = await member.Intake.AttachFileAsync(
            new AttachFileRequest
            {
                RequestId = Call.NewId(),
                Proposal = draft.Name,
                Attachment = new Attachment
                {
                    Sha256 = (string)received["sha256"]!,
                    FileName = (string)received["fileName"]!,
                    MediaType = (string)received["mediaType"]!,
                    Size = (long)received["size"]!,
                },
                Receipt = ByteString.CopyFrom(Base64Url.DecodeFromChars((string)received["receipt"]!)),
            }
        );
        await member.Intake.SubmitProposalAsync(
            new SubmitProposalRequest
            {
                RequestId = Call.NewId(),
                Name = draft.Name,
                ContainsNoSecret = true,
            }
        );
        await office.Intake.ExamineProposalAsync(
            new ExamineProposalRequest { RequestId = Call.NewId(), Name = draft.Name }
        );
        var filed = await office.Intake.FileProposalAsync(
            new FileProposalRequest { RequestId = Call.NewId(), Name = draft.Name }
        );
        return (filed, attached.Attachments[0].Sha256);
    }

    private sealed record Answer(int Status, string Headers, string Body);

    private async Task<Answer> AskedAsync(HttpMethod method, string path, string? json)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, new MediaTypeHeaderValue("application/json"));
        using var answer = await _anybody.SendAsync(request);
        var headers = answer
            .Headers.Concat(answer.Content.Headers)
            // The instant, and the nonce that every answer has its own of.
            .Where(h => h.Key is not ("Date" or "Content-Security-Policy"))
            .Select(h => $"{h.Key}: {string.Join(',', h.Value)}");
        return new Answer(
            (int)answer.StatusCode,
            string.Join('\n', headers.Order(StringComparer.Ordinal)),
            await answer.Content.ReadAsStringAsync()
        );
    }

    private Task<Answer> AskedAsync(string method, object request) =>
        AskedAsync(HttpMethod.Post, method, System.Text.Json.JsonSerializer.Serialize(request));

    private const string Published = "/proposals.intake.v1.IntakeService/GetPublishedProposal",
        List = "/proposals.intake.v1.IntakeService/ListPublishedProposals",
        Replies = "/proposals.assignment.v1.AssignmentService/ListPublishedReplies";

    private Task<Answer> SoughtAsync(string query) =>
        AskedAsync(List, new { committee = $"committees/{suite.Cast.Committee}", query });

    /// <summary>
    /// Every path that can be asked about one proposal: the public ones, files, and each RPC that takes a name.
    /// </summary>
    private static IEnumerable<(HttpMethod Method, string Path, string? Json)> PathsOf(string proposal, string sha256)
    {
        yield return (HttpMethod.Get, $"/files/{proposal}/attachments/{sha256}", null);
        foreach (var rpc in OfferedRpcs.All.Where(r => !r.IsSignIn))
        {
            foreach (
                var field in rpc
                    .Descriptor.InputType.Fields.InFieldNumberOrder()
                    .Where(f => f.FieldType == FieldType.String && !f.IsRepeated && f.Name is not "request_id")
            )
            {
                var name = proposal.Replace("/proposals/", $"/{CollectionOf(rpc, field)}/", StringComparison.Ordinal);
                yield return (HttpMethod.Post, rpc.Path, new JsonObject { [field.JsonName] = name }.ToJsonString());
            }
        }

        static string CollectionOf(OfferedRpc rpc, FieldDescriptor field) =>
            field.Name != "name" || !rpc.Path.EndsWith("Case", StringComparison.Ordinal) ? "proposals"
            : rpc.Path.Contains(".feedback.", StringComparison.Ordinal) ? "closings"
            : "cases";
    }

    [Fact]
    public async Task What_was_published_and_is_withdrawn_or_merged_answers_like_what_never_was()
    {
        var office = await suite.Cast.Office;
        var (withdrawn, oneFile) = await PublishedAsync(1, "关于先公开后撤案的提案");
        var (merged, otherFile) = await PublishedAsync(2, "关于先公开后并案的提案");
        var (target, _) = await PublishedAsync(3, "关于并入的提案");
        foreach (var proposal in new[] { withdrawn, merged, target })
        {
            (await AskedAsync(Published, new { name = proposal.Name })).Status.ShouldBe(200);
            (await SoughtAsync(proposal.Text.Subject)).Body.ShouldContain(proposal.Name);
            (await SoughtAsync($"第{proposal.CaseNumber}号")).Body.ShouldContain(proposal.Name);
            await Call.UntilAsync(
                "答复可查",
                async () => (await AskedAsync(Replies, new { proposal = proposal.Name })).Status == 200 ? "" : null
            );
        }

        await office.Intake.WithdrawProposalAsync(
            new WithdrawProposalRequest
            {
                RequestId = Call.NewId(),
                Name = withdrawn.Name,
                Reason = "示例",
                Consent = "电话征得同意",
            }
        );
        await office.Intake.MergeProposalAsync(
            new MergeProposalRequest
            {
                RequestId = Call.NewId(),
                Name = merged.Name,
                Into = target.Name,
            }
        );

        var missing = $"committees/{suite.Cast.Committee}/proposals/0198a000-0000-7000-8000-000000000000";
        foreach (var (gone, file) in new[] { (withdrawn, oneFile), (merged, otherFile) })
        {
            await Call.UntilAsync(
                "不再公开",
                async () => (await AskedAsync(Replies, new { proposal = gone.Name })).Status == 404 ? "" : null,
                Soon
            );
            var paths = PathsOf(gone.Name, file).Zip(PathsOf(missing, file)).ToList();
            paths.Count.ShouldBeGreaterThan(50);
            foreach (var ((method, path, json), (_, otherPath, otherJson)) in paths)
            {
                (await AskedAsync(method, path, json)).ShouldBe(
                    await AskedAsync(method, otherPath, otherJson),
                    $"{path} {json}"
                );
            }

            foreach (var path in new[] { Published, Replies })
                (await AskedAsync(path, new { name = gone.Name, proposal = gone.Name })).Status.ShouldNotBe(200);
            (await SoughtAsync(gone.Text.Subject)).ShouldBe(await SoughtAsync("从来没有过的提案"));
            (await SoughtAsync($"第{gone.CaseNumber}号")).ShouldBe(await SoughtAsync("第9999号"));
            (await SoughtAsync("")).Body.ShouldNotContain(gone.Name);
        }

        (await SoughtAsync(target.Text.Subject)).Body.ShouldContain(target.Name);
        (await AskedAsync(Published, new { name = withdrawn.Name })).Status.ShouldBe(404);
        (await AskedAsync(Published, new { name = merged.Name })).Status.ShouldBe(404);
    }
}

[Collection("laptop")]
public sealed class NoLongerPublicOnALaptop(Laptop suite) : NoLongerPublicTests(suite), IClassFixture<Laptop>;

[Collection("county")]
public sealed class NoLongerPublicInACounty(County suite) : NoLongerPublicTests(suite), IClassFixture<County>;
