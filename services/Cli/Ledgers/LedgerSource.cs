namespace Proposals.Cli.Ledgers;

/// <summary>The sheets of a file, whatever its format: .xlsx, .xls or .csv.</summary>
internal abstract class LedgerSource : IDisposable
{
    public const int MaxFileBytes = 32 * 1024 * 1024;

    private static readonly byte[] CompoundFileSignature = [0xD0, 0xCF, 0x11, 0xE0];

    /// <summary>Opens a file by what it holds, not by its name.</summary>
    /// <exception cref="LedgerUnreadableException">No format is known, or the file exceeds a limit.</exception>
    public static LedgerSource Open(Stream stream)
    {
        var file = ReadWithinLimit(stream);
        var bytes = file.GetBuffer().AsSpan(0, (int)file.Length);
        if (bytes.StartsWith(CompoundFileSignature))
            return LedgerTable.OfOldWorkbook(file);
        if (bytes.StartsWith("PK"u8))
            return LedgerWorkbook.Open(file);
        if (LedgerText.Decode(bytes) is { } text)
            return LedgerTable.OfText(text);
        throw NotAWorkbook();
    }

    /// <summary>The sheets in their order, hidden ones too.</summary>
    public abstract IEnumerable<LedgerSheet> Sheets();

    public abstract void Dispose();

    protected static LedgerUnreadableException NotAWorkbook() =>
        new("这不是 Excel 工作簿，也不是 CSV 文件，请在表格软件中另存为 .xlsx 再导入");

    private static MemoryStream ReadWithinLimit(Stream stream)
    {
        var file = new MemoryStream();
        var buffer = new byte[81_920];
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            if (file.Length + read > MaxFileBytes)
                throw new LedgerUnreadableException("文件超过 32 MB，请删去图片等无关内容后再导入");
            file.Write(buffer, 0, read);
        }

        file.Position = 0;
        return file;
    }
}
