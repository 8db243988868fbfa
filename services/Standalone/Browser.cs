using System.ComponentModel;
using System.Diagnostics;

namespace Proposals.Standalone;

/// <summary>The user's browser.</summary>
internal static class Browser
{
    /// <summary>Opens a page in it, and returns a sentence that says whether that succeeded.</summary>
    public static string Open(string address)
    {
        var (program, arguments) =
            OperatingSystem.IsWindows() ? ("cmd", new[] { "/c", "start", address })
            : OperatingSystem.IsMacOS() ? ("open", [address])
            : ("xdg-open", [address]);
        if (OperatingSystem.IsLinux() && !HasDisplay())
            return $"这台机器没有图形界面，请在别处的浏览器里打开 {address}。";
        try
        {
            using var _ = Process.Start(program, arguments);
            return "已在浏览器中打开。";
        }
        catch (Win32Exception e)
        {
            return $"没能打开浏览器（{program}：{e.Message}），请自行打开 {address}。";
        }
    }

    private static bool HasDisplay() =>
        Environment.GetEnvironmentVariable("DISPLAY") is { Length: > 0 }
        || Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is { Length: > 0 };
}
