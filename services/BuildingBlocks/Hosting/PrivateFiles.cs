using System.Runtime.InteropServices;

namespace Proposals.BuildingBlocks;

/// <summary>
/// What a program writes is for its own account alone: databases hold password hashes and drafts, logs and uploads are
/// no less private. The umask of whoever starts it says nothing about that.
/// </summary>
public static class PrivateFiles
{
    private const uint ForTheOwnerAlone = 0b000_111_111;

    /// <summary>Rights of a folder that a program makes: 0700.</summary>
    public const UnixFileMode Folder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Rights of a file that a program makes: 0600.</summary>
    public const UnixFileMode File = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // Linux's error numbers for a full disk, and for an account whose quota of it is used up.
    private const int NoSpace = 28,
        OverQuota = 122;

    /// <summary>True when the disk has no room for what is written.</summary>
    public static bool IsFull(IOException error) => error.HResult is NoSpace or OverQuota;

    /// <summary>From here on, this process makes files with 0600 at most, and folders with 0700.</summary>
    public static void Begin()
    {
        if (!OperatingSystem.IsWindows())
            _ = Umask(ForTheOwnerAlone);
    }

    /// <summary>Makes a folder, and its parents, with 0700.</summary>
    public static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Folders.CreateDirectory(path);
            return;
        }

        // The platform gives the rights to the last folder only.
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { Length: > 0 } parent && !Folders.Exists(parent))
            MakeFolder(parent);
        Folders.CreateDirectory(path, Folder);
    }

    /// <summary>Options with which a file is opened for this program, and made with 0600 where it is missing.</summary>
    public static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = File;
        return options;
    }

    /// <summary>
    /// Takes the rights of others from a file or folder that an earlier version made; one that is missing, or another
    /// account's, stays as it is.
    /// </summary>
    public static void Restrict(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        try
        {
            if (Folders.Exists(path))
                System.IO.File.SetUnixFileMode(path, Folder);
            else if (System.IO.File.Exists(path))
                System.IO.File.SetUnixFileMode(path, File);
        }
        catch (UnauthorizedAccessException)
        {
            // Its owner decides.
        }
    }

    // The call returns the former mask, and cannot fail.
#pragma warning disable SYSLIB1054 // Generated marshalling needs unsafe code for one number.
    [DllImport("libc", EntryPoint = "umask", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint Umask(uint mask);
#pragma warning restore SYSLIB1054
}
