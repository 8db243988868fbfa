using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Proposals.Client;
using Proposals.Intake.V1;
using Proposals.TestKit;

namespace Proposals.Trust;

/// <summary>Files that are not what they say, too many at once, and files of others.</summary>
internal static class Uploads
{
    private const int Large = 8,
        LargeMegabytes = 190;

    /// <summary>Names, types, disguises and bombs.</summary>
    public static async Task<Finding> DisguisedAsync(Scene scene)
    {
        var tally = new Tally("files with wrong names, types and contents");
        var bomb = SampleFiles.Docx(("word/media/zeros.png", new byte[300 * 1024 * 1024]));
        (string Name, byte[] Content)[] files =
        [
            .. new[]
            {
                "",
                "../../etc/passwd.pdf",
                "..\\..\\boot.pdf",
                "a/b.pdf",
                ".hidden.pdf",
                "a..pdf",
                "x\u202Efdp.txt",
                "a\nb.pdf",
                "a\0.pdf",
                "con.pdf",
                "NUL.tar.pdf",
                new string('名', 117) + ".pdf",
                "a.exe",
                "a.html",
                "a.svg",
                "a.pdf.exe",
                "a.docm",
                "pdf",
            }.Select(name => (name, SampleFiles.Pdf)),
            ("a.png", SampleFiles.Jpg),
            ("a.jpg", SampleFiles.Png),
            ("a.docx", SampleFiles.Pdf),
            ("a.xlsx", SampleFiles.Docx()),
            ("a.pdf", "<html><script>alert(1)</script></html>"u8.ToArray()),
            ("a.pdf", []),
            ("a.txt", "<!DOCTYPE html>"u8.ToArray()),
            ("a.txt", [0xFF, 0xFF, 0xFF]),
            ("a.pdf", SampleFiles.PdfWith("/OpenAction << /S /JavaScript /JS (app.alert(1)) >>")),
            ("a.docx", SampleFiles.Docx(("word/vbaProject.bin", [1]))),
            ("a.docx", SampleFiles.Docx(("word/_rels/document.xml.rels", SampleFiles.LinkOutside("attachedTemplate")))),
            ("a.docx", SampleFiles.Understated(bomb, "word/media/zeros.png", 10)),
            ("a.docx", bomb),
            ("a.pdf", [.. SampleFiles.Pdf, .. new byte[20 * 1024 * 1024]]),
        ];
        foreach (var (name, content) in files)
        {
            var answer = await UpAsync(scene, "member6", name, content);
            tally.Count(answer, $"“{name}” of {content.Length} bytes", !answer.IsOk);
        }

        // Nobody but a member has anything to attach to.
        foreach (var login in Rights.Logins.Where(l => !l.StartsWith("member", StringComparison.Ordinal)))
        {
            var answer = await UpAsync(scene, login, "a.pdf", SampleFiles.Pdf);
            tally.Count(answer, $"a file of {login}", answer.Code == "PERMISSION_DENIED");
        }

        var anonymous = await UpAsync(scene, null, "a.pdf", SampleFiles.Pdf);
        tally.Count(anonymous, "a file of nobody", anonymous.Code == "UNAUTHENTICATED");
        var kept = Kept(scene);
        tally.Expect(kept == 0, $"{kept} files kept");
        return tally.ToFinding();
    }

    /// <summary>Eight documents at once that each unpack to 190 MB.</summary>
    public static async Task<Finding> LargeAtOnceAsync(Scene scene)
    {
        var tally = new Tally($"{Large} documents of {LargeMegabytes} MB unpacked at once");
        var document = SampleFiles.DenseDocx(LargeMegabytes);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, Large).Select(n => UpAsync(scene, $"member{n + 1}", $"{n}.docx", document))
        );
        foreach (var answer in answers)
            tally.Count(answer, "a large document", answer.IsOk || answer.Reason == "INSPECTIONS_BUSY");
        return tally.ToFinding();
    }

    /// <summary>Attachments and receipts of others.</summary>
    public static async Task<Finding> OfOthersAsync(Scene scene)
    {
        var tally = new Tally("files and receipts of others");
        var (own, owner) = (await AttachedAsync(scene, scene.Home, tally), await scene.Home.MemberAsync(1));
        var other = await AttachedAsync(scene, scene.OtherCast, tally);
        var hash = own.Attachment.Sha256;
        string[] paths =
        [
            $"{own.Proposal}/attachments/{hash}",
            $"{other.Proposal}/attachments/{hash}",
            $"{scene.NameOf("proposal")}/attachments/{hash}",
            $"{own.Proposal}/attachments/{new string('0', 64)}",
            $"{own.Proposal}/attachments/..%2f..%2f{hash}",
            $"{own.Proposal}%2f..%2f..%2f/attachments/{hash}",
            $"committees/{Scene.Other}/proposals/{own.Proposal.Split('/')[^1]}/attachments/{hash}",
        ];
        foreach (var login in Rights.Logins.Where(l => l != "member1").Append("member2"))
        foreach (var path in paths)
        {
            var authorization = (await scene.Home.OfAsync(login)).Authorization!;
            await TryAsync(path, authorization, $"{path} by {login}");
        }

        foreach (var path in paths)
            await TryAsync(path, "", $"{path} by nobody");
        foreach (var path in paths.Skip(1))
            await TryAsync(path, owner.Authorization!, $"{path} by the owner of another");
        var read = await DownAsync(paths[0], owner.Authorization!);
        tally.Count(read, "the owner's own", read.IsOk && read.Body.AsSpan().SequenceEqual(SampleFiles.Pdf));

        // A receipt is for one committee, one name and these bytes.
        foreach (
            var (what, forge) in new (string, Action<AttachFileRequest>)[]
            {
                ("another committee's receipt", r => r.Receipt = other.Receipt),
                ("another name", r => r.Attachment.FileName = "b.pdf"),
                ("other bytes", r => r.Attachment.Sha256 = new string('b', 64)),
                ("another size", r => r.Attachment.Size++),
                ("another type", r => r.Attachment.MediaType = "text/plain"),
                ("no receipt", r => r.Receipt = ByteString.Empty),
                ("half a receipt", r => r.Receipt = ByteString.CopyFrom(r.Receipt.Span[..^8])),
            }
        )
        {
            var request = own.Clone();
            request.RequestId = Call.NewId();
            forge(request);
            var answer = await scene.Attacker.CallAsync(
                Scene.Rpc("IntakeService.AttachFile"),
                request.ToByteArray(),
                owner.Authorization
            );
            tally.Count(answer, what, answer.Reason is "FILE_NOT_RECEIVED" or "FIELD_INVALID" or "FIELD_REQUIRED");
        }

        return tally.ToFinding();

        async Task TryAsync(string path, string authorization, string what)
        {
            var answer = await DownAsync(path, authorization);
            // A path that leads elsewhere may end at the portal's page.
            var page = answer.Text.StartsWith("<!doctype html>", StringComparison.OrdinalIgnoreCase);
            tally.Count(
                answer,
                what,
                page || answer.Code is "NOT_FOUND" or "PERMISSION_DENIED" or "UNAUTHENTICATED" or "UNIMPLEMENTED"
            );
        }

        Task<Answer> DownAsync(string path, string authorization) =>
            scene.Attacker.SendAsync(
                new HostileQuery(HttpMethod.Get, "/files/" + path, "").To(scene.Attacker.Gateway, authorization)
            );
    }

    private static async Task<AttachFileRequest> AttachedAsync(Scene scene, Cast cast, Tally tally)
    {
        var member = await cast.MemberAsync(1);
        var draft = await member.Intake.CreateProposalAsync(
            new CreateProposalRequest
            {
                RequestId = Call.NewId(),
                Proposal = new Proposal
                {
                    Session = (await cast.SessionAsync()).Name,
                    Category = "society",
                    Text = Walk.TextOf("关于附件的提案"),
                },
            }
        );
        var answer = await UpAsync(scene, member.Authorization!, SampleFiles.Pdf);
        tally.Count(answer, "a file of one's own", answer.IsOk);
        var file = JsonNode.Parse(answer.Text)!;
        var request = new AttachFileRequest
        {
            RequestId = Call.NewId(),
            Proposal = draft.Name,
            Attachment = new Attachment
            {
                FileName = (string)file["fileName"]!,
                MediaType = (string)file["mediaType"]!,
                Sha256 = (string)file["sha256"]!,
                Size = (long)file["size"]!,
            },
            Receipt = ByteString.CopyFrom(System.Buffers.Text.Base64Url.DecodeFromChars((string)file["receipt"]!)),
        };
        await member.Intake.AttachFileAsync(request);
        return request;
    }

    private static async Task<Answer> UpAsync(Scene scene, string? login, string name, byte[] content) =>
        await UpAsync(scene, login is null ? "" : (await scene.Home.OfAsync(login)).Authorization!, content, name);

    private static Task<Answer> UpAsync(Scene scene, string authorization, byte[] content, string name = "a.pdf")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/files?name=" + Uri.EscapeDataString(name))
        {
            Content = new ByteArrayContent(content),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return scene.Attacker.SendAsync(request, authorization.Length > 0 ? authorization : null);
    }

    private static int Kept(Scene scene)
    {
        var folder = Path.Combine(scene.Deployment.Folder, "files");
        return Folders.Exists(folder) ? Folders.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Count() : 0;
    }
}
