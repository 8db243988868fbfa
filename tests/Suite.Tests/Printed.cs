using Shouldly;

namespace Proposals.Suite.Tests;

/// <summary>Files of the repository, or parts of them, that are printed from the code.</summary>
/// <remarks>UPDATE_DOCS=1 writes them. Otherwise a test fails whose file differs from what the code says.</remarks>
internal static class Printed
{
    private static readonly bool Writes = Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1";

    /// <summary>The folder with buf.yaml, above the tests.</summary>
    public static string Root { get; } = Find();

    /// <summary>A file is this text. <paramref name="path"/> is below the root.</summary>
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
    /// The lines of a file after the one with <c>&lt;catalogue NAME&gt;</c>, up to the one with
    /// <c>&lt;/catalogue&gt;</c>, are these.
    /// </summary>
    public static void Part(string path, string name, IEnumerable<string> lines) =>
        File(path, With(System.IO.File.ReadAllText(Path.Combine(Root, path)), name, lines));

    /// <summary>The text with these lines between its marks.</summary>
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
