using Proposals.Channels;

namespace Proposals.Standalone;

/// <summary>
/// Whether a start is the first one on a folder, and so makes the demonstration. The file that marks an unfinished
/// demonstration is held open meanwhile: another program on the same folder would take it for one that was interrupted,
/// and delete the databases that are being filled.
/// </summary>
internal sealed class FirstStart : IDisposable
{
    private readonly string _path;
    private FileStream? _mark;

    private FirstStart(string path) => _path = path;

    /// <summary>No service has a database here yet.</summary>
    public bool IsFirst { get; private init; }

    /// <summary>This start makes the demonstration.</summary>
    public bool MakesDemo => _mark is not null;

    /// <summary>
    /// Looks at the folder, and removes what an interrupted demonstration left. Throws <see cref="SetupException"/>
    /// while another program makes one there.
    /// </summary>
    public static FirstStart Begin(string folder, bool wantsDemo)
    {
        var path = Path.Combine(folder, "demo-unfinished");
        var mark = Hold(path, FileMode.Open, folder);
        if (mark is not null)
        {
            foreach (var file in Folders.GetFiles(folder, "*.db*"))
                File.Delete(file);
            if (!wantsDemo)
            {
                File.Delete(path);
                mark.Dispose();
                mark = null;
            }
        }

        // One database is enough: where only some are missing, they are lost, and a demonstration would hide it.
        var isFirst = Folders.GetFiles(folder, "*.db").Length == 0;
        if (isFirst && wantsDemo)
            mark ??= Hold(path, FileMode.OpenOrCreate, folder);
        return new FirstStart(path) { IsFirst = isFirst, _mark = mark };
    }

    /// <summary>The demonstration is whole.</summary>
    public void Finish()
    {
        File.Delete(_path);
        Dispose();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _mark?.Dispose();
        _mark = null;
    }

    private static FileStream? Hold(string path, FileMode mode, string folder)
    {
        try
        {
            return new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new SetupException(
                $"另一个程序正在文件夹“{folder}”中生成示例数据，请等它完成，或用 --Database:Folder 换一个文件夹。",
                e
            );
        }
    }
}
