using Shouldly;

namespace Proposals.Suite.Tests;

/// <summary>Files of the repository, or parts of them, that are printed from the code.</summary>
/// <remarks>UPDATE_DOCS=1 writes them. Otherwise a test fails when its file differs from the code.</remarks>
internal static class Printed
{
    private static readonly bool Writes = Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1";

    /// <summary>The folder with buf.yaml, above the tests.</summary>
    public static string Root { get; } = Find();

    /// <summary>Checks or writes a whole file. <paramref name="path"/> is relative to the root.</summary>
    public static void File(string path, string text)
    {
        var file = Path.Combine(Root, path);
        if (Writes)
            System.IO.File.WriteAllText(file, text);
        System
            .IO.File.ReadAllText(file)
            .ShouldBe(text, $"{path} is not what the code says: run the tests once with UPDATE_DOCS=1");
    }

    /// <summary>
    /// Checks or writes the lines of a file between the line with <c>&lt;catalogue NAME&gt;</c> and the one with
    /// <c>&lt;/catalogue&gt;</c>.
    /// </summary>
    public static void Part(string path, string name, IEnumerable<string> lines) =>
        File(path, With(System.IO.File.ReadAllText(Path.Combine(Root, path)), name, lines));

    /// <summary>Returns the text with these lines between its two marks.</summary>
    internal static string With(string text, string name, IEnumerable<string> lines)
    {
        var all = text.Split('\n').ToList();
        var begin = all.FindIndex(l => l.Contains($"<catalogue {name}>", StringComparison.Ordinal));
        var end = all.FindIndex(Math.Max(begin, 0), l => l.Contains("</catalogue>", StringComparison.Ordinal));
        if (begin < 0 || end < 0)
            throw new InvalidDataException($"no <catalogue {name}> … </catalogue>");
        return string.Join('\n', all[..(begin + 1)].Concat(lines).Concat(all[end..]));
    }

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!System.IO.File.Exists(Path.Combine(folder, "buf.yaml")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
