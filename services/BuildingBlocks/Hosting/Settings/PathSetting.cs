using System.Diagnostics.CodeAnalysis;

namespace Proposals.BuildingBlocks;

/// <summary>A key whose value is a path of this machine; the value is the whole path.</summary>
public sealed class PathSetting(string key, string fallback, PathSetting.Kind kind, string meaning)
    : TypedSetting<string>(key, fallback, meaning)
{
    // Linux's error number for a read-only file system.
    private const int ReadOnly = 30;

    /// <summary>What has to be there.</summary>
    public enum Kind
    {
        /// <summary>A file that is there.</summary>
        File,

        /// <summary>A folder that is there.</summary>
        Folder,

        /// <summary>A folder that is made where it is missing.</summary>
        Made,

        /// <summary>A file or folder that may come later.</summary>
        Later,
    }

    /// <inheritdoc />
    public override string Values =>
        kind switch
        {
            Kind.File => "a file",
            Kind.Folder => "a folder",
            Kind.Made => "a folder, made where it is missing",
            Kind.Later => "a path",
        };

    /// <inheritdoc />
    protected override string Expected =>
        kind switch
        {
            Kind.File => "应为一个存在的文件",
            Kind.Folder => "应为一个存在的文件夹",
            Kind.Made => "应为一个可写的文件夹",
            Kind.Later => "应为一个路径",
        };

    /// <summary>
    /// Makes the folder and tries to write there. Throws <see cref="Proposals.Channels.SetupException"/> where that
    /// fails.
    /// </summary>
    public void Make(string folder)
    {
        try
        {
            PrivateFiles.MakeFolder(folder);
            var probe = Path.Combine(folder, $".write-probe-{Environment.ProcessId}");
            using (
                new FileStream(probe, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose)
            ) { }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Wrong(
                folder,
                $"{Expected}（"
                    + (
                        e is UnauthorizedAccessException ? "没有写的权限"
                        : e is IOException full && PrivateFiles.IsFull(full) ? "磁盘已满"
                        : e.HResult == ReadOnly ? "磁盘是只读的"
                        : e.Message.TrimEnd('.')
                    )
                    + "）"
            );
        }
    }

    private protected override bool TryParse(string text, [MaybeNullWhen(false)] out string value, out string? problem)
    {
        (value, problem) = (text.Length == 0 ? "" : Path.GetFullPath(text), null);
        return value.Length > 0
            && kind switch
            {
                Kind.File => File.Exists(value),
                Kind.Folder => Folders.Exists(value),
                _ => true,
            };
    }
}
