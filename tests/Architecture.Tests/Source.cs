using System.Text.RegularExpressions;
using Shouldly;

namespace Proposals.Architecture.Tests;

/// <summary>The source tree, found from the folder with buf.yaml.</summary>
internal static partial class Source
{
    public static readonly string Root = Find();

    /// <summary>Names of the business services: the folders of services/ that have a module.</summary>
    public static IReadOnlyList<string> Services =>
        [
            .. Folders
                .GetDirectories(Path.Combine(Root, "services"))
                .Select(d => Path.GetFileName(d)!)
                .Where(n => File.Exists(Path.Combine(Root, "services", n, n + "Module.cs")))
                .Order(),
        ];

    /// <summary>Every file that git tracks or would track: path below the root.</summary>
    public static IReadOnlyList<string> Tracked { get; } =
    [
        .. Git("ls-files", "--cached", "--others", "--exclude-standard")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(f => File.Exists(Path.Combine(Root, f))),
    ];

    /// <summary>Folders of the projects that a project of services references.</summary>
    public static IReadOnlyList<string> ReferencesOf(string project) =>
        [
            .. ProjectReference()
                .Matches(File.ReadAllText(Path.Combine(Root, "services", project, project + ".csproj")))
                .Select(m => m.Groups[1].Value.Replace('\\', '/').Split('/')[^2]),
        ];

    /// <summary>Files of a folder by extension, without build output: path below the root, and text.</summary>
    public static IEnumerable<(string Path, string Text)> Files(string folder, string extension) =>
        Folders
            .EnumerateFiles(Path.Combine(Root, folder), "*" + extension, SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Where(f =>
                !f.Contains("/obj/", StringComparison.Ordinal)
                && !f.Contains("/bin/", StringComparison.Ordinal)
                && !f.Contains("/node_modules/", StringComparison.Ordinal)
            )
            .Order(StringComparer.Ordinal)
            .Select(f => (f, File.ReadAllText(Path.Combine(Root, f))));

    /// <summary>The code of a C# file without its comments.</summary>
    public static string Code(string text) =>
        string.Join(
            '\n',
            text.Split('\n').Select(l => l.TrimStart().StartsWith("//", StringComparison.Ordinal) ? "" : l)
        );

    /// <summary>The SQL of a C# file: string literals that begin a statement or are part of one.</summary>
    public static IEnumerable<string> SqlOf(string text) =>
        Literal().Matches(Code(text)).Select(m => m.Value).Where(s => SqlWord().IsMatch(s));

    /// <summary>The statements that the services build at start, as docs/sql.md prints them.</summary>
    public static IReadOnlyList<string> PrintedSql() =>
        [.. Printed().Matches(File.ReadAllText(Path.Combine(Root, "docs/sql.md"))).Select(m => m.Groups[1].Value)];

    [GeneratedRegex("```sql\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Printed();

    /// <summary>What git prints.</summary>
    public static string Git(params string[] arguments)
    {
        var (code, output) = Run(arguments);
        code.ShouldBe(0, $"git {string.Join(' ', arguments)}");
        return output;
    }

    /// <summary>True when git ends without an error.</summary>
    public static bool GitAnswers(params string[] arguments) => Run(arguments).Code == 0;

    private static (int Code, string Output) Run(string[] arguments)
    {
        var start = new System.Diagnostics.ProcessStartInfo("git", ["-c", "core.quotePath=false", .. arguments])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var git = System.Diagnostics.Process.Start(start)!;
        git.ErrorDataReceived += (_, _) => { };
        git.BeginErrorReadLine();
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return (git.ExitCode, output);
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "buf.yaml")))
                return folder.FullName;
        }

        throw new InvalidOperationException("no folder with buf.yaml above the tests");
    }

    [GeneratedRegex("\"\"\".*?\"\"\"|\"(?:[^\"\\\\\\n]|\\\\.)*\"", RegexOptions.Singleline)]
    private static partial Regex Literal();

    [GeneratedRegex("ProjectReference Include=\"([^\"]+)\"")]
    private static partial Regex ProjectReference();

    [GeneratedRegex(@"\b(SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|WHERE|ORDER BY|CREATE TABLE|ON CONFLICT)\b")]
    private static partial Regex SqlWord();
}
