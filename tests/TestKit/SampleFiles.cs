using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Proposals.TestKit;

/// <summary>Sample files: ordinary ones, and those of an attacker.</summary>
public static class SampleFiles
{
    public const string DocxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

    public static readonly byte[] Pdf = Encoding.ASCII.GetBytes(
        "%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n%%EOF\n"
    );

    public static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];

    public static readonly byte[] Jpg = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3];

    /// <summary>Returns a PDF with this content in an object.</summary>
    public static byte[] PdfWith(string content) =>
        [.. Pdf, .. Encoding.ASCII.GetBytes($"3 0 obj << {content} >> endobj\n")];

    /// <summary>Returns a PDF with this content in a compressed object stream.</summary>
    public static byte[] PdfPacking(byte[] content) =>
        PdfStream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", Zlib(content));

    /// <summary>Returns a PDF with a stream of these bytes, as they are, behind this dictionary.</summary>
    public static byte[] PdfStream(
        string dictionary,
        byte[] stored,
        string header = "4 0 obj",
        string word = "stream\r\n"
    ) =>
        [
            .. Pdf,
            .. Encoding.Latin1.GetBytes($"{header} << {dictionary} /Length {stored.Length} >>\n{word}"),
            .. stored,
            .. "\nendstream endobj\n"u8,
        ];

    /// <summary>Packs bytes as a PDF does.</summary>
    public static byte[] Zlib(byte[] content)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            zlib.Write(content);
        return packed.ToArray();
    }

    /// <summary>
    /// Returns a Word document of about 2 MB whose one picture unpacks to this many megabytes, just under the ratio
    /// that is refused.
    /// </summary>
    public static byte[] DenseDocx(int megabytes)
    {
        var (piece, random) = (new byte[32_000], new Random(1));
        var file = new MemoryStream();
        file.Write(Docx());
        using (var zip = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true))
        using (var part = zip.CreateEntry("word/media/dense.png", CompressionLevel.Optimal).Open())
        {
            for (var written = 0L; written < megabytes * 1024L * 1024; written += piece.Length)
            {
                random.NextBytes(piece.AsSpan(0, 330));
                part.Write(piece);
            }
        }

        return file.ToArray();
    }

    /// <summary>Returns a Word document with more parts.</summary>
    public static byte[] Docx(params (string Name, byte[] Content)[] more) =>
        Office(DocxType, "word/document.xml", more);

    /// <summary>Returns an Office document with this main part and more parts.</summary>
    public static byte[] Office(string mainType, string main, params (string Name, byte[] Content)[] more)
    {
        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(
                zip,
                "[Content_Types].xml",
                Encoding.UTF8.GetBytes(
                    "<?xml version=\"1.0\"?><Types "
                        + "xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override "
                        + $"PartName=\"/{main}\" ContentType=\"{mainType}\"/></Types>"
                )
            );
            Add(zip, main, "<?xml version=\"1.0\"?><document/>"u8.ToArray());
            foreach (var (name, content) in more)
                Add(zip, name, content);
        }

        return file.ToArray();
    }

    /// <summary>
    /// Copies a ZIP file, and sets the size of an entry in its directory and its local header to this number.
    /// </summary>
    public static byte[] Understated(byte[] zip, string entry, uint size)
    {
        var copy = zip.ToArray();
        var name = Encoding.UTF8.GetBytes(entry);
        foreach (var (mark, sizeAt, nameAt) in new[] { (0x04034b50u, 22, 30), (0x02014b50u, 24, 46) })
        {
            for (var at = 0; at + nameAt + name.Length <= copy.Length; at++)
            {
                if (
                    BinaryPrimitives.ReadUInt32LittleEndian(copy.AsSpan(at)) == mark
                    && copy.AsSpan(at + nameAt, name.Length).SequenceEqual(name)
                )
                    BinaryPrimitives.WriteUInt32LittleEndian(copy.AsSpan(at + sizeAt), size);
            }
        }

        return copy;
    }

    /// <summary>Returns a relationships part with one external link.</summary>
    public static byte[] LinkOutside(string type) =>
        Encoding.UTF8.GetBytes(
            "<?xml version=\"1.0\"?><Relationships "
                + "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" "
                + $"Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{type}\" "
                + "Target=\"https://evil.example/x\" TargetMode=\"External\"/></Relationships>"
        );

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        using var stream = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        stream.Write(content);
    }
}
