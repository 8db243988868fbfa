using System.IO.Compression;
using Proposals.Cli.Ledgers;
using Shouldly;
using Xunit;

namespace Proposals.Cli.Tests.Ledgers;

public class LedgerLimitTests
{
    private const string EmptySheet =
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData/></worksheet>";

    [Fact]
    public void A_file_beyond_32_megabytes_is_refused()
    {
        Refusal(new MemoryStream(new byte[LedgerWorkbook.MaxFileBytes + 1]))
            .ShouldBe("文件超过 32 MB，请删去图片等无关内容后再导入");
    }

    [Fact]
    public void A_file_that_unpacks_beyond_200_megabytes_is_refused()
    {
        Refusal(Bomb()).ShouldBe("文件解压后超过 200 MB，请删去无关内容后再导入");
    }

    [Fact]
    public void A_file_that_lies_about_its_unpacked_size_is_never_unpacked_further()
    {
        Refusal(WithSheet(EmptySheet)).ShouldStartWith("没有找到台账的表头");
        var file = WithSheet(EmptySheet).ToArray();

        // The central directory has the entry's last copy of the name, 46 bytes into the entry. The unpacked size is 24
        // bytes into it.
        var entry = file.AsSpan().LastIndexOf("xl/sheet1.xml"u8) - 46;
        BitConverter.TryWriteBytes(file.AsSpan(entry + 24), 60).ShouldBeTrue();

        Refusal(new MemoryStream(file)).ShouldStartWith("文件已损坏");
    }

    [Fact]
    public void As_many_rows_as_the_limit_are_read_and_one_more_is_refused()
    {
        LedgerFile.MaxRows.ShouldBe(20_000);
        var options = new LedgerOptions { MaxRows = 50 };
        var ledger = LedgerFile.Read(new TestLedger(50).ToStream(), options);
        ledger.Errors.ShouldBeEmpty();
        ledger.Rows.Count.ShouldBe(50);

        LedgerFile
            .Read(new TestLedger(51).ToStream(), options)
            .Errors.ShouldHaveSingleItem()
            .Message.ShouldBe("台账超过 50 行，一次会议不会有这么多件，请核对文件是否放错");
    }

    [Fact]
    public void Two_hundred_columns_are_read_and_one_more_is_refused()
    {
        Wide(LedgerWorkbook.MaxColumns).Read().Errors.ShouldBeEmpty();
        Refusal(Wide(LedgerWorkbook.MaxColumns + 1).ToStream()).ShouldBe("表格超过 200 列，请删去无关的列后再导入");

        static TestLedger Wide(int columns) =>
            new(1)
            {
                Headers =
                [
                    .. TestLedger.AllHeaders,
                    .. Enumerable.Range(1, columns - TestLedger.AllHeaders.Length).Select(number => $"另{number}"),
                ],
            };
    }

    [Fact]
    public void An_old_or_encrypted_workbook_is_refused_with_advice()
    {
        Refusal(new MemoryStream([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]))
            .ShouldStartWith("这是旧式 .xls 或加密的工作簿");
    }

    [Fact]
    public void A_file_that_is_no_workbook_is_refused()
    {
        Refusal(new MemoryStream()).ShouldStartWith("这不是 Excel 工作簿");
        Refusal(new MemoryStream("案号,案由"u8.ToArray())).ShouldStartWith("这不是 Excel 工作簿");
        Refusal(Package(("readme.txt", "nothing"))).ShouldStartWith("这不是 Excel 工作簿");
    }

    [Fact]
    public void A_damaged_workbook_is_refused()
    {
        var whole = new TestLedger(3).ToStream().ToArray();

        Refusal(new MemoryStream(whole[..(whole.Length / 2)])).ShouldStartWith("文件已损坏");
    }

    [Fact]
    public void A_workbook_whose_sheet_is_cut_off_is_refused()
    {
        Refusal(WithSheet(EmptySheet.Replace("<sheetData/>", "<sheetData><row r=\"1\">", StringComparison.Ordinal)))
            .ShouldStartWith("文件已损坏");
    }

    [Fact]
    public void A_sheet_with_a_document_type_is_refused()
    {
        Refusal(WithSheet("<!DOCTYPE worksheet [<!ENTITY a \"aaaa\">]>" + EmptySheet)).ShouldStartWith("文件已损坏");
    }

    [Fact]
    public void A_workbook_without_a_header_is_refused_with_advice()
    {
        Refusal(WithSheet(EmptySheet)).ShouldStartWith("没有找到台账的表头");
        Refusal(new TestLedger(3) { Headers = ["序号", "案由"] }.ToStream()).ShouldStartWith("没有找到台账的表头");
    }

    private static string Refusal(Stream stream)
    {
        var ledger = LedgerFile.Read(stream);
        ledger.Rows.ShouldBeEmpty();
        var error = ledger.Errors.ShouldHaveSingleItem();
        error.Row.ShouldBe(0);
        return error.Message;
    }

    private static MemoryStream Bomb()
    {
        var stream = new MemoryStream();
        using (var package = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = package.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).Open();
            var block = new byte[1024 * 1024];
            for (var written = 0L; written <= LedgerWorkbook.MaxUnpackedBytes; written += block.Length)
                entry.Write(block);
        }

        stream.Position = 0;
        return stream;
    }

    private static MemoryStream Package(params (string Name, string Text)[] entries)
    {
        var stream = new MemoryStream();
        using (var package = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in entries)
            {
                using var writer = new StreamWriter(package.CreateEntry(name).Open());
                writer.Write(text);
            }
        }

        stream.Position = 0;
        return stream;
    }

    private static MemoryStream WithSheet(string sheet)
    {
        const string Relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const string PackageNamespace = "http://schemas.openxmlformats.org/package/2006";
        const string TypePrefix = "application/vnd.openxmlformats-officedocument.spreadsheetml";
        return Package(
            (
                "[Content_Types].xml",
                $"""
                <Types xmlns="{PackageNamespace}/content-types">
                <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
                <Override PartName="/xl/workbook.xml" ContentType="{TypePrefix}.sheet.main+xml"/>
                <Override PartName="/xl/sheet1.xml" ContentType="{TypePrefix}.worksheet+xml"/></Types>
                """
            ),
            (
                "_rels/.rels",
                $"""
                <Relationships xmlns="{PackageNamespace}/relationships">
                <Relationship Id="r1" Type="{Relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>
                """
            ),
            (
                "xl/_rels/workbook.xml.rels",
                $"""
                <Relationships xmlns="{PackageNamespace}/relationships">
                <Relationship Id="r1" Type="{Relationships}/worksheet" Target="sheet1.xml"/></Relationships>
                """
            ),
            (
                "xl/workbook.xml",
                $"""
                <workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{Relationships}">
                <sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>
                """
            ),
            ("xl/sheet1.xml", sheet)
        );
    }
}
