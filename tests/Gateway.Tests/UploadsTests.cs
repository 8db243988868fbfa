using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Proposals.BuildingBlocks;
using Proposals.Client;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Gateway.Tests;

public sealed class UploadsTests(GatewaySuite gateway) : IClassFixture<GatewaySuite>
{
    private static int _turn;

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    // There are more uploads here than an account may make in a minute.
    private static string NextMember() => $"member{1 + (Interlocked.Increment(ref _turn) % 6)}";

    private int Stored =>
        Folders.Exists(gateway.Files)
            ? Folders.EnumerateFiles(gateway.Files, "*", SearchOption.AllDirectories).Count()
            : 0;

    private static Task<HttpResponseMessage> UploadAsync(HttpClient client, string name, byte[] content) =>
        client.PostAsync("/files?name=" + Uri.EscapeDataString(name), new ByteArrayContent(content));

    private async Task RefusedAsync(string name, byte[] content, string reason)
    {
        var before = Stored;
        using var client = await gateway.ClientOfAsync(NextMember());
        using var response = await UploadAsync(client, name, content);
        var refusal = await response.RefusalAsync();
        refusal.Reason.ShouldBe(reason);
        refusal.Http.ShouldBeInRange(400, 429);
        Stored.ShouldBe(before, "a refused file leaves nothing");
    }

    private async Task TakenAsync(string name, byte[] content, string mediaType)
    {
        using var client = await gateway.ClientOfAsync(NextMember());
        using var response = await UploadAsync(client, name, content);
        var answer = await response.JsonAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        ((string)answer["mediaType"]!).ShouldBe(mediaType);
    }

    public static TheoryData<string> BadNames =>
        [
            "",
            "../../etc/passwd.pdf",
            "a/b.pdf",
            "a\\b.pdf",
            "..pdf",
            ".hidden.pdf",
            "a..pdf",
            "x\u202Efdp.txt",
            "a\nb.pdf",
            "a\0.pdf",
            "a\".pdf",
            "a\u200B.pdf",
            "con.pdf",
            "NUL.tar.pdf",
            new string('名', 117) + ".pdf",
        ];

    [Theory]
    [MemberData(nameof(BadNames))]
    public Task A_name_that_could_become_a_path_or_a_surprise_is_refused(string name) =>
        RefusedAsync(name, SampleFiles.Pdf, "FILE_NAME_INVALID");

    [Theory]
    [InlineData("a.exe")]
    [InlineData("a.html")]
    [InlineData("a.svg")]
    [InlineData("a.pdf.exe")]
    [InlineData("a.docm")]
    [InlineData("pdf")]
    public Task A_kind_of_file_that_is_not_listed_is_refused(string name) =>
        RefusedAsync(name, SampleFiles.Pdf, "FILE_TYPE_NOT_ALLOWED");

    [Fact]
    public async Task An_old_office_file_is_told_what_to_save_it_as()
    {
        using var client = await gateway.ClientOfAsync("member1");
        using var response = await UploadAsync(client, "调研.doc", [0xD0, 0xCF, 0x11, 0xE0]);
        ((string)(await response.JsonAsync())["message"]!).ShouldContain("另存为 .docx");
    }

    [Fact]
    public Task Html_named_pdf_is_refused() =>
        RefusedAsync("a.pdf", Bytes("<html><script>alert(1)</script></html>"), "FILE_DISGUISED");

    [Fact]
    public async Task Bytes_that_do_not_fit_the_name_are_refused()
    {
        await RefusedAsync("a.png", SampleFiles.Jpg, "FILE_DISGUISED");
        await RefusedAsync("a.jpg", SampleFiles.Png, "FILE_DISGUISED");
        await RefusedAsync("a.docx", SampleFiles.Pdf, "FILE_DISGUISED");
        await RefusedAsync("a.xlsx", SampleFiles.Docx(), "FILE_DISGUISED");
        await RefusedAsync("a.pdf", [.. Bytes(" "), .. SampleFiles.Pdf], "FILE_DISGUISED");
        await RefusedAsync("a.pdf", [], "FILE_EMPTY");
    }

    [Fact]
    public async Task A_text_that_is_a_page_or_no_text_is_refused()
    {
        await RefusedAsync("a.txt", Bytes("看 <ScRiPt src=x>"), "FILE_DISGUISED");
        await RefusedAsync("a.txt", Bytes("<!DOCTYPE html>"), "FILE_DISGUISED");
        await RefusedAsync("a.txt", Bytes("a\0b"), "FILE_DISGUISED");
        await RefusedAsync("a.txt", [0xFF, 0xFF, 0xFF], "FILE_DISGUISED");
    }

    [Fact]
    public async Task A_file_over_20_MB_is_refused_whether_it_says_its_length_or_not()
    {
        var large = new byte[FileRules.MaxBytes + 1];
        SampleFiles.Pdf.CopyTo(large, 0);
        await RefusedAsync("a.pdf", large, "FILE_TOO_LARGE");
        var before = Stored;
        using var client = await gateway.ClientOfAsync("member1");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/files?name=a.pdf")
        {
            Content = new StreamContent(new MemoryStream(large)),
        };
        request.Headers.TransferEncodingChunked = true;
        using var response = await client.SendAsync(request);
        (await response.RefusalAsync()).Reason.ShouldBe("FILE_TOO_LARGE");
        Stored.ShouldBe(before);
    }

    [Fact]
    public Task A_document_that_unpacks_to_hundreds_of_megabytes_is_refused() =>
        RefusedAsync("a.docx", SampleFiles.Docx(("word/media/zeros.png", new byte[300 * 1024 * 1024])), "ARCHIVE_BOMB");

    [Fact]
    public Task A_document_that_stays_under_the_ratio_is_refused_by_its_sum()
    {
        // About one byte in forty cannot be compressed.
        var (piece, part) = (new byte[32_000], new byte[21 * 1024 * 1024]);
        new Random(1).NextBytes(piece.AsSpan(0, 800));
        for (var at = 0; at < part.Length; at += piece.Length)
        {
            new Random(at).NextBytes(piece.AsSpan(0, 800));
            piece.AsSpan(0, Math.Min(piece.Length, part.Length - at)).CopyTo(part.AsSpan(at));
        }

        return RefusedAsync(
            "a.docx",
            SampleFiles.Docx([.. Enumerable.Range(1, 10).Select(n => ($"word/media/{n}.png", part))]),
            "ARCHIVE_BOMB"
        );
    }

    [Fact]
    public Task A_document_whose_directory_says_less_than_there_is_is_refused() =>
        RefusedAsync(
            "a.docx",
            SampleFiles.Understated(
                SampleFiles.Docx(
                    ("word/media/a.png", Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 2000))))
                ),
                "word/media/a.png",
                10
            ),
            "ARCHIVE_BOMB"
        );

    [Fact]
    public Task A_document_of_too_many_parts_is_refused() =>
        RefusedAsync(
            "a.docx",
            SampleFiles.Docx([
                .. Enumerable.Range(0, ZipEntries.MaxEntries).Select(n => ($"word/{n}.xml", "x"u8.ToArray())),
            ]),
            "ARCHIVE_BOMB"
        );

    [Theory]
    [InlineData("../../evil.xml")]
    [InlineData("/etc/passwd")]
    [InlineData("C:\\evil.xml")]
    public Task A_part_that_would_be_unpacked_elsewhere_is_refused(string name) =>
        RefusedAsync("a.docx", SampleFiles.Docx((name, "x"u8.ToArray())), "ARCHIVE_BOMB");

    private static readonly Dictionary<string, byte[]> Active = new()
    {
        ["macros"] = SampleFiles.Docx(("word/vbaProject.bin", [1])),
        ["a control"] = SampleFiles.Docx(("word/activeX/activeX1.xml", [1])),
        ["an object of another program"] = SampleFiles.Docx(("word/embeddings/oleObject1.bin", [1])),
        ["a program by its name"] = SampleFiles.Docx(("word/media/setup.exe", [1])),
        ["a program by its bytes"] = SampleFiles.Docx(("word/media/image1.png", Bytes("MZ program"))),
        ["macros in an embedded workbook"] = SampleFiles.Docx(
            (
                "word/embeddings/inner.xlsx",
                SampleFiles.Office(
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    "xl/workbook.xml",
                    ("xl/vbaProject.bin", [1])
                )
            )
        ),
        ["an old document in the document"] = SampleFiles.Docx(
            ("word/embeddings/old.doc", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0])
        ),
        ["an object under another name"] = SampleFiles.Docx(
            ("word/media/image1.png", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0])
        ),
        ["an archive in the document"] = SampleFiles.Docx(("word/media/image1.png", SampleFiles.Docx())),
        ["an embedded file that is no document"] = SampleFiles.Docx(("word/embeddings/a.dat", [1, 2, 3])),
        ["macros in a document beside"] = SampleFiles.Docx(
            ("word/afchunk1.docx", SampleFiles.Docx(("word/vbaProject.bin", [1])))
        ),
        ["the type of a sheet of macros"] = SampleFiles.Office(
            "application/vnd.ms-excel.macrosheet+xml",
            "xl/worksheets/sheet1.xml"
        ),
        ["the type of a document with macros"] = SampleFiles.Office(
            "application/vnd.ms-word.document.macroEnabled.main+xml",
            "word/document.xml"
        ),
        ["a template from elsewhere"] = SampleFiles.Docx(
            ("word/_rels/settings.xml.rels", SampleFiles.LinkOutside("attachedTemplate"))
        ),
        ["an object from elsewhere"] = SampleFiles.Docx(
            ("word/_rels/document.xml.rels", SampleFiles.LinkOutside("oleObject"))
        ),
        ["a data exchange with a program"] = SampleFiles.Docx(
            ("xl/externalLinks/externalLink1.xml", Bytes("<externalLink><ddeLink/></externalLink>"))
        ),
        ["a field that starts a program"] = WithField("DDEAUTO c:\\\\cmd.exe \"/k calc\""),
        ["a field that fetches a picture"] = WithField(" INCLUDEPICTURE \"http://x.example/y.png\" \\d"),
        ["a field in pieces"] = WithField("IncludeT", "ext \"//host/share/x.docx\""),
        ["a field with a computed name"] = WithBody(Begin + Begin + Instruction("QUOTE 68 68 69") + End + End),
        ["a field in a field"] = WithBody(Begin + Instruction("IF 1 = 1 ") + Begin + Instruction("LINK x") + End + End),
        ["a field in the result of a field"] = WithBody(
            Begin + Instruction("TOC ") + Separate + Begin + Instruction("DDE x") + End + End
        ),
        ["a field without an end"] = WithBody(Begin + Instruction("DATABASE x")),
        ["a field in one element"] = WithBody("<w:fldSimple w:instr=' LINK Excel.Sheet.12 x '/>"),
        ["a field in a part of another name"] = SampleFiles.Docx(("word/footer.dat", Body(Field("DDE x")))),
        ["a formula that fetches"] = SampleFiles.Docx(
            ("xl/worksheets/sheet1.xml", Bytes("<c><f>1+_xlfn.WEBSERVICE (\"http://x.example\")</f></c>"))
        ),
    };

    private const string Begin = "<w:fldChar w:fldCharType='begin'/>",
        Separate = "<w:fldChar w:fldCharType='separate'/>",
        End = "<w:fldChar w:fldCharType='end'/>";

    private static string Instruction(string text) =>
        $"<w:instrText xml:space='preserve'>{System.Security.SecurityElement.Escape(text)}</w:instrText>";

    private static string Field(params string[] instruction) =>
        Begin + string.Concat(instruction.Select(Instruction)) + Separate + "<w:t>1</w:t>" + End;

    private static byte[] Body(string xml) =>
        Bytes($"<w:p xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>{xml}</w:p>");

    private static byte[] WithBody(string xml) => SampleFiles.Docx(("word/header1.xml", Body(xml)));

    private static byte[] WithField(params string[] instruction) => WithBody(Field(instruction));

    [Theory]
    [InlineData("PAGE")]
    [InlineData("TOC \\o \"1-3\" \\h")]
    [InlineData("HYPERLINK \"http://x.example\"")]
    [InlineData("SEQ 图 \\* ARABIC")]
    public Task A_field_that_fetches_nothing_is_taken(string instruction) =>
        TakenAsync(
            "a.docx",
            WithField(instruction),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        );

    public static TheoryData<string> ActiveKinds => [.. Active.Keys];

    [Theory]
    [MemberData(nameof(ActiveKinds))]
    public Task A_document_that_holds_something_active_is_refused(string what) =>
        RefusedAsync("a.docx", Active[what], "MACRO_REFUSED");

    [Theory]
    [InlineData("/S /JavaScript /JS (app.alert(1))")]
    [InlineData("/S /Java#53cript")]
    [InlineData("/S /Launch /F (cmd.exe)")]
    [InlineData("/Type /EmbeddedFile")]
    [InlineData("/EmbeddedFiles 5 0 R")]
    [InlineData("/Encrypt 6 0 R")]
    [InlineData(@"/AA << /O << /S /GoToR /F (\\\\host\\x.pdf) /D [0 /Fit] >> >>")]
    [InlineData("/AA << /C << /S /URI /URI (http://x.example) >> >>")]
    [InlineData("/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next << /S /URI /URI (http://x.example) >> >>")]
    [InlineData("/A << /S /GoToR /F (x.pdf) /D [0 /Fit] >>")]
    public Task A_pdf_that_does_something_or_cannot_be_looked_into_is_refused(string content) =>
        RefusedAsync("a.pdf", SampleFiles.PdfWith(content), "PDF_ACTIVE_CONTENT");

    [Fact]
    public async Task A_pdf_is_looked_into_where_it_is_packed()
    {
        await RefusedAsync("a.pdf", SampleFiles.PdfPacking(Bytes("5 0 << /S /JavaScript >>")), "PDF_ACTIVE_CONTENT");
        await RefusedAsync("a.pdf", SampleFiles.PdfPacking(new byte[80 * 1024 * 1024]), "ARCHIVE_BOMB");
        await TakenAsync("a.pdf", SampleFiles.PdfPacking(Bytes("5 0 << /Type /Font >>")), "application/pdf");
    }

    private static readonly byte[] Script = Bytes("5 0 << /S /JavaScript /JS (app.alert(1)) >>");

    private static readonly string Objects = "/Type /ObjStm /N 1 /First 4 /Filter ";

    private static readonly Dictionary<string, byte[]> Hidden = new()
    {
        ["behind a long dictionary"] = SampleFiles.PdfStream(
            $"{Objects} /FlateDecode /Pad ({new string('x', 600)})",
            SampleFiles.Zlib(Script)
        ),
        ["behind an escaped type"] = SampleFiles.PdfStream(
            "/Type /Obj#53tm /N 1 /First 4 /Filter /Flate#44ecode",
            SampleFiles.Zlib(Script)
        ),
        ["without a type"] = SampleFiles.PdfStream("/N 1 /First 4 /Filter /FlateDecode", SampleFiles.Zlib(Script)),
        ["without its first place"] = SampleFiles.PdfStream("/N 1 /Filter /FlateDecode", SampleFiles.Zlib(Script)),
        ["with a type elsewhere"] = SampleFiles.PdfStream(
            "/Type 9 0 R /N 1 /First 4 /Filter /FlateDecode",
            SampleFiles.Zlib(Script)
        ),
        ["as hexadecimal digits"] = SampleFiles.PdfStream(
            Objects + "/ASCIIHexDecode",
            Bytes(Convert.ToHexString(Script) + ">")
        ),
        ["packed and then as hexadecimal digits"] = SampleFiles.PdfStream(
            Objects + "[/ASCIIHexDecode /FlateDecode]",
            Bytes(Convert.ToHexString(SampleFiles.Zlib(Script)) + ">")
        ),
        ["packed twice"] = SampleFiles.PdfStream(
            Objects + "[/FlateDecode /FlateDecode]",
            SampleFiles.Zlib(SampleFiles.Zlib(Script))
        ),
        ["behind a filter named elsewhere"] = SampleFiles.PdfStream(Objects + "7 0 R", SampleFiles.Zlib(Script)),
        ["behind a predictor"] = SampleFiles.PdfStream(
            Objects + "/FlateDecode /DecodeParms << /Predictor 12 /Columns 4 >>",
            SampleFiles.Zlib(Script)
        ),
        ["damaged"] = SampleFiles.PdfStream(Objects + "/FlateDecode", [.. SampleFiles.Zlib(Script)[..^8], 1, 2, 3]),
        ["not packed"] = SampleFiles.PdfStream("/Type /ObjStm /N 1 /First 4", Script),
        ["behind a comment"] = SampleFiles.PdfStream(
            Objects + "/FlateDecode",
            SampleFiles.Zlib(Script),
            word: "% stream\nstream\n"
        ),
        ["with a comment in its header"] = SampleFiles.PdfStream(
            Objects + "/FlateDecode",
            SampleFiles.Zlib(Script),
            header: "4 0 %\nobj"
        ),
        ["behind a key that is no name"] = SampleFiles.PdfStream(
            "junk " + Objects + "/FlateDecode",
            SampleFiles.Zlib(Script),
            header: "4 0 % a comment\nobj"
        ),
        ["behind no end of line"] = SampleFiles.PdfStream(
            Objects + "/FlateDecode",
            SampleFiles.Zlib(Script),
            word: "stream "
        ),
        ["with two filters to choose from"] = SampleFiles.PdfStream(
            Objects + "/FlateDecode /Filter /ASCIIHexDecode",
            SampleFiles.Zlib(Script)
        ),
        ["in another stream"] = SampleFiles.PdfStream(
            "/Type /XObject",
            SampleFiles.PdfPacking(Script)[SampleFiles.Pdf.Length..]
        ),
        ["in a string"] =
        [
            .. SampleFiles.Pdf,
            .. Bytes("6 0 obj ("),
            .. SampleFiles.PdfPacking(Script)[SampleFiles.Pdf.Length..],
            .. Bytes(") endobj\n"),
        ],
        ["in another file"] = SampleFiles.PdfStream(Objects + "/FlateDecode /F (other.pdf)", [1]),
        ["as a second object at the place of a first"] = SampleFiles.PdfStream(
            "/Type /ObjStm /N 2 /First 8 /Filter /FlateDecode",
            SampleFiles.Zlib(Bytes("5 0 6 0 << /S /Java#53cript >>"))
        ),
        ["as a form that is a program"] = SampleFiles.PdfStream(
            Objects + "/FlateDecode",
            SampleFiles.Zlib(Bytes("5 0 << /XFA 7 0 R >>"))
        ),
        ["as a file in the document"] = SampleFiles.PdfStream(
            Objects + "/FlateDecode",
            SampleFiles.Zlib(Bytes("5 0 << /UF (a.exe) /EF << /F 8 0 R >> >>"))
        ),
        ["as an address that opens by itself"] = SampleFiles.PdfStream(
            Objects + "/FlateDecode",
            SampleFiles.Zlib(Bytes("5 0 << /OpenAction << /S /URI /URI (http://evil.example) >> >>"))
        ),
        ["as an action elsewhere"] = SampleFiles.PdfWith("/OpenAction 9 0 R >> endobj 9 0 obj << /S /Named /N /Print"),
        ["as an object cut short"] = [.. SampleFiles.Pdf, .. Bytes("7 0 obj << /Type /Page ")],
    };

    public static TheoryData<string> HiddenKinds => [.. Hidden.Keys];

    [Theory]
    [MemberData(nameof(HiddenKinds))]
    public Task A_pdf_whose_script_is_hidden_or_that_cannot_be_read_is_refused(string where) =>
        RefusedAsync("a.pdf", Hidden[where], "PDF_ACTIVE_CONTENT");

    private static readonly Dictionary<string, byte[]> Passive = new()
    {
        ["opens at a page"] = SampleFiles.PdfWith("/OpenAction [3 0 R /Fit]"),
        ["opens at a page, said elsewhere"] = SampleFiles
            .PdfPacking(Bytes("5 0 << /Type /Catalog /OpenAction 6 0 R >>"))
            .Concat(Bytes("6 0 obj << /S /GoTo /D [3 0 R /XYZ null null 0] >> endobj\n"))
            .ToArray(),
        ["several packed objects"] = SampleFiles.PdfStream(
            "/Type/ObjStm/N 3/First 15/Filter[/FlateDecode]/DecodeParms[null]",
            SampleFiles.Zlib(Bytes("5 0 6 20 7 24  << /Type /Font >>   7   [1 2 0 R (a\\)b) <0aFF> true -.5]"))
        ),
        ["an outline, which has a first entry"] = SampleFiles.PdfWith("/Type /Outlines /First 5 0 R /Last 6 0 R"),
        ["pictures, fonts and pages packed in any way"] = SampleFiles.PdfStream(
            "/Type /XObject /Subtype /Image /Filter [/ASCII85Decode /DCTDecode]",
            [1, 2, 3]
        ),
        ["a colour profile"] = SampleFiles.PdfStream(
            "/N 3 /Alternate /DeviceRGB /Filter /FlateDecode",
            SampleFiles.Zlib([.. new byte[36], .. "acsp"u8, .. new byte[100]])
        ),
        ["words of programs in its text"] = SampleFiles.PdfStream(
            "/Type /XObject",
            Bytes("BT (an obj, a stream, JavaScript and Launch) Tj ET")
        ),
        ["bytes that look like a slash and JS"] = SampleFiles.PdfStream("/Type /XObject", Bytes("\x01/JS \x02/AA/")),
    };

    public static TheoryData<string> PassiveKinds => [.. Passive.Keys];

    [Theory]
    [MemberData(nameof(PassiveKinds))]
    public Task A_pdf_that_does_nothing_by_itself_is_taken(string what) =>
        TakenAsync("a.pdf", Passive[what], "application/pdf");

    [Fact]
    public void A_pdf_that_would_take_long_to_read_is_refused_soon()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        foreach (
            var content in new[]
            {
                string.Concat(Enumerable.Repeat("1 0 obj [", 1_000_000)),
                string.Concat(Enumerable.Repeat("%\nobj", 2_000_000)),
                "1 0 obj " + new string('[', 5_000_000),
                "1 0 obj [" + string.Concat(Enumerable.Repeat("1 ", 4_000_000)) + "]" + new string(' ', 1_000_000),
                string.Concat(Enumerable.Repeat("1 0 obj << /A ", 500_000)),
            }
        )
        {
            using var file = new MemoryStream([.. SampleFiles.Pdf, .. Bytes(content)]);
            PdfFile.Inspect(file);
        }

        // Seconds, also on a busy machine. Reading what was read before, again and again, takes hours.
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Only_members_and_the_proposals_office_upload_because_nobody_else_can_attach()
    {
        foreach (var login in new[] { "handover", "leader", "audit", "unit1", "system" })
        {
            var before = Stored;
            using var client = await gateway.ClientOfAsync(login);
            using var response = await UploadAsync(client, "a.txt", Bytes("x"));
            (await response.RefusalAsync()).ShouldBe((403, "permission_denied", "ROLE_REQUIRED"), login);
            Stored.ShouldBe(before);
        }
    }

    [Fact]
    public async Task What_is_listed_and_harmless_is_taken()
    {
        await TakenAsync("关于示例的调研.pdf", SampleFiles.Pdf, "application/pdf");
        await TakenAsync("图.PNG", SampleFiles.Png, "image/png");
        await TakenAsync("图.jpeg", SampleFiles.Jpg, "image/jpeg");
        await TakenAsync("说明.txt", Bytes("中文说明"), "text/plain");
        await TakenAsync("旧.txt", [0xD6, 0xD0, 0xCE, 0xC4], "text/plain");
        await TakenAsync(
            "表.docx",
            SampleFiles.Docx(("word/_rels/document.xml.rels", SampleFiles.LinkOutside("hyperlink"))),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        );
    }

    [Fact]
    public async Task A_receipt_is_what_Intake_computes_and_the_bytes_are_kept_once()
    {
        using var client = await gateway.ClientOfAsync("member1");
        var content = Bytes("收据测试");
        using var response = await UploadAsync(client, "a.txt", content);
        var answer = await response.JsonAsync();
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));
        ((string)answer["sha256"]!).ShouldBe(hash);
        ((long)answer["size"]!).ShouldBe(content.Length);
        System
            .Buffers.Text.Base64Url.DecodeFromChars((string)answer["receipt"]!)
            .ShouldBe(
                new Receipts(gateway.Suite.Secret).Of(
                    new ReceivedFile(gateway.Cast.Committee, hash, content.Length, "text/plain", "a.txt"),
                    gateway.Suite.Clock.GetUtcNow()
                )
            );
        File.ReadAllBytes(Path.Combine(gateway.Files, gateway.Cast.Committee, hash[..2], hash)).ShouldBe(content);
        var before = Stored;
        (await UploadAsync(client, "b.txt", content)).StatusCode.ShouldBe(HttpStatusCode.OK);
        Stored.ShouldBe(before);
    }

    [Fact]
    public async Task Nobody_uploads_without_signing_in_or_from_another_site()
    {
        var before = Stored;
        using var client = gateway.Client();
        (await (await UploadAsync(client, "a.pdf", SampleFiles.Pdf)).RefusalAsync()).ShouldBe(
            (401, "unauthenticated", "UNAUTHENTICATED")
        );
        client.DefaultRequestHeaders.Add("Cookie", $"__Host-proposals={await gateway.TokenOfAsync("member1")}");
        (await (await UploadAsync(client, "a.pdf", SampleFiles.Pdf)).RefusalAsync()).ShouldBe(
            (403, "permission_denied", "HEADER_REQUIRED")
        );
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        (await (await UploadAsync(client, "a.pdf", SampleFiles.Pdf)).RefusalAsync()).Reason.ShouldBe(
            "HEADER_REQUIRED",
            "only a GET may go without the header"
        );
        Stored.ShouldBe(before);
    }

    [Fact]
    public async Task The_sixty_first_upload_of_a_minute_is_refused()
    {
        await using var other = await gateway.StartAsync();
        using var client = gateway.Client(
            (await gateway.Cast.OfAsync("member3")).Authorization,
            new Uri(other.Urls.First())
        );
        for (var i = 0; i < RateLimits.Uploads; i++)
            (await UploadAsync(client, "a.txt", Bytes("同一份"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await (await UploadAsync(client, "a.txt", Bytes("同一份"))).RefusalAsync()).ShouldBe(
            (429, "resource_exhausted", "TOO_MANY_REQUESTS")
        );
    }
}

public sealed class DownloadsTests(GatewaySuite gateway) : IClassFixture<GatewaySuite>
{
    private static readonly byte[] Content = [.. SampleFiles.Pdf, .. Encoding.ASCII.GetBytes(new string('x', 1000))];

    private async Task<(string Proposal, string Sha256)> AttachedAsync(string salt)
    {
        using var member = await gateway.ClientOfAsync("member1");
        var session = (await gateway.Cast.SessionAsync()).Name;
        var proposal = (string)
            (
                await member.AskAsync(
                    Calls.Intake + "CreateProposal",
                    new
                    {
                        requestId = Call.NewId(),
                        proposal = new { session, text = new { subject = "关于附件的提案" } },
                    }
                )
            )["name"]!;
        using var uploaded = await member.PostAsync(
            "/files?name=" + Uri.EscapeDataString("调研 报告.pdf"),
            new ByteArrayContent([.. Content, .. Encoding.UTF8.GetBytes(salt)])
        );
        var file = await uploaded.JsonAsync();
        // The receipt is passed on as it came, in base64url.
        await member.AskAsync(
            Calls.Intake + "AttachFile",
            new
            {
                requestId = Call.NewId(),
                proposal,
                receipt = (string)file["receipt"]!,
                attachment = new
                {
                    sha256 = (string)file["sha256"]!,
                    fileName = (string)file["fileName"]!,
                    mediaType = (string)file["mediaType"]!,
                    size = (long)file["size"]!,
                },
            }
        );
        return (proposal, (string)file["sha256"]!);
    }

    private static string PathOf((string Proposal, string Sha256) file) =>
        $"/files/{file.Proposal}/attachments/{file.Sha256}";

    [Fact]
    public async Task An_attachment_comes_back_as_it_went_and_only_to_be_saved()
    {
        var file = await AttachedAsync("往返");
        using var member = await gateway.ClientOfAsync("member1");
        using var response = await member.GetAsync(PathOf(file));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsByteArrayAsync()).ShouldBe([.. Content, .. "往返"u8]);
        var disposition = response.Content.Headers.ContentDisposition!;
        disposition.DispositionType.ShouldBe("attachment");
        disposition.FileNameStar.ShouldBe("调研 报告.pdf");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldBe("sandbox; default-src 'none'");
        response.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        member.DefaultRequestHeaders.Range = new RangeHeaderValue(0, 4);
        using var part = await member.GetAsync(PathOf(file));
        part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await part.Content.ReadAsStringAsync()).ShouldBe("%PDF-");
    }

    [Theory]
    [InlineData("工资表.bat", "FIELD_INVALID")]
    [InlineData("report\u202Ex1sx.exe", "FIELD_INVALID")]
    [InlineData("另一个名字.txt", "FILE_NOT_RECEIVED")]
    [InlineData("a.pdf", "FILE_NOT_RECEIVED")]
    public async Task A_file_is_attached_under_the_name_that_was_checked_and_no_other(string name, string reason)
    {
        using var member = await gateway.ClientOfAsync("member1");
        var proposal = (string)
            (
                await member.AskAsync(
                    Calls.Intake + "CreateProposal",
                    new
                    {
                        requestId = Call.NewId(),
                        proposal = new
                        {
                            session = (await gateway.Cast.SessionAsync()).Name,
                            text = new { subject = "关于改名的提案" },
                        },
                    }
                )
            )["name"]!;
        using var uploaded = await member.PostAsync(
            "/files?name=a.txt",
            new ByteArrayContent(Encoding.UTF8.GetBytes("@echo off\r\ncalc.exe\r\n"))
        );
        var file = await uploaded.JsonAsync();

        using var response = await member.CallAsync(
            Calls.Intake + "AttachFile",
            new
            {
                requestId = Call.NewId(),
                proposal,
                receipt = (string)file["receipt"]!,
                attachment = new
                {
                    sha256 = (string)file["sha256"]!,
                    fileName = name,
                    mediaType = (string)file["mediaType"]!,
                    size = (long)file["size"]!,
                },
            }
        );

        (await response.RefusalAsync()).Reason.ShouldBe(reason);
    }

    [Fact]
    public void The_contract_names_the_kinds_that_are_accepted() =>
        FileTypes
            .Extensions.DistinctBy(FileTypes.MediaTypeOf)
            .Select(e => e.TrimStart('.'))
            .ShouldBe(FileRules.Kinds.Split('、'));

    [Fact]
    public void A_name_that_an_earlier_version_let_in_is_given_out_as_a_harmless_one()
    {
        FileTypes.SafeName("工资表.bat", "text/plain").ShouldBe("附件.txt");
        FileTypes.SafeName("x\u202Efdp.pdf", "application/pdf").ShouldBe("附件.pdf");
        FileTypes.SafeName("a.pdf", "text/html").ShouldBe("附件");
        FileTypes.SafeName("调研 报告.pdf", "application/pdf").ShouldBe("调研 报告.pdf");
    }

    [Fact]
    public async Task Who_may_not_see_the_proposal_does_not_see_the_file()
    {
        var file = await AttachedAsync("他人");
        var other = await gateway.Suite.CommitteeAsync();
        using var foreign = gateway.Client((await other.Office).Authorization);
        (await (await foreign.GetAsync(PathOf(file))).RefusalAsync()).ShouldBe((404, "not_found", "NOT_FOUND"));
        using var stranger = await gateway.ClientOfAsync("member5");
        (await (await stranger.GetAsync(PathOf(file))).RefusalAsync()).Reason.ShouldBe(
            "NOT_FOUND",
            "a draft is its proposer's own"
        );
        (await (await gateway.Client().GetAsync(PathOf(file))).RefusalAsync()).Reason.ShouldBe("UNAUTHENTICATED");
    }

    [Fact]
    public async Task A_file_that_is_in_the_store_but_not_attached_is_not_given_out()
    {
        var (attached, other) = (await AttachedAsync("甲"), await AttachedAsync("乙"));
        using var member = await gateway.ClientOfAsync("member1");
        (await (await member.GetAsync(PathOf((attached.Proposal, other.Sha256)))).RefusalAsync()).ShouldBe(
            (404, "not_found", "NOT_FOUND")
        );
        (
            await (await member.GetAsync(PathOf((attached.Proposal, "..%2f..%2fdirectory.db")))).RefusalAsync()
        ).Http.ShouldBe(404);
    }

    [Fact]
    public async Task A_link_of_our_own_page_goes_by_cookie_and_one_of_another_site_does_not()
    {
        var file = await AttachedAsync("链接");
        using var client = gateway.Client();
        client.DefaultRequestHeaders.Add("Cookie", $"__Host-proposals={await gateway.TokenOfAsync("member1")}");
        (await (await client.GetAsync(PathOf(file))).RefusalAsync()).Reason.ShouldBe("HEADER_REQUIRED");
        using var ours = new HttpRequestMessage(HttpMethod.Get, PathOf(file))
        {
            Headers = { { "Sec-Fetch-Site", "same-origin" } },
        };
        (await client.SendAsync(ours)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var theirs = new HttpRequestMessage(HttpMethod.Get, PathOf(file))
        {
            Headers = { { "Sec-Fetch-Site", "cross-site" } },
        };
        (await (await client.SendAsync(theirs)).RefusalAsync()).Reason.ShouldBe("CROSS_SITE");
    }

    [Fact]
    public async Task A_file_that_was_cut_short_on_the_disk_is_not_given_out()
    {
        var file = await AttachedAsync("截断");
        File.WriteAllBytes(Path.Combine(gateway.Files, gateway.Cast.Committee, file.Sha256[..2], file.Sha256), [1]);
        using var member = await gateway.ClientOfAsync("member1");
        (await (await member.GetAsync(PathOf(file))).RefusalAsync()).Reason.ShouldBe("FILE_MISSING");
    }

    [Fact]
    public void Uploads_leave_the_reserve_of_the_disk_free()
    {
        FileStore.RefusesSpace(FileStore.Reserve).ShouldBeNull();
        FileStore.RefusesSpace(FileStore.Reserve - 1).ShouldNotBeNull().Reason.ShouldBe(GatewayRefusals.StoreFull);
    }
}
