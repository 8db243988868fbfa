using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Proposals.Architecture.Tests;

/// <summary>Rules for every text of the repository: lines fit, references and links resolve.</summary>
public sealed partial class TextTests
{
    private const int Widest = 120;

    // Prose has a rule of its own, because a table may be as wide as it must be. The other kinds of this list are data
    // that a tool lays out. Every other text is checked line by line, whatever its name ends with.
    private const string Prose = ".md";
    private static readonly string[] Data = [".json", ".sln", ".slnf", ".csv", ".svg"];

    // Texts of the demonstration have one paragraph a line. Generated files of deploy/kubernetes have their printer's
    // layout.
    private static readonly string[] Free =
    [
        "services/Standalone/DemoTexts.cs",
        "deploy/kubernetes/base/",
        "deploy/kubernetes/overlays/",
        "deploy/kubernetes/chart/",
        "deploy/observe/grafana/",
    ];

    [Fact]
    public void No_line_of_code_is_wider_than_120_columns() =>
        Wide(Files(f => IsCode(f) && !Free.Any(f.StartsWith)), _ => true).ShouldBeEmpty();

    [Fact]
    public void No_line_of_prose_is_wider_than_120_columns() =>
        Wide(Files(f => IsProse(f) && f != "docs/sql.md"), MustFit).ShouldBeEmpty();

    [Theory]
    [InlineData("tests/Interop/grpcio.py", true)]
    [InlineData("services/Portal/eslint.config.js", true)]
    [InlineData("services/Portal/src/words.ts", true)]
    [InlineData("deploy/services.env", true)]
    [InlineData(".ci/run", true)]
    [InlineData("docs/api.md", false)]
    [InlineData("services/catalogue.json", false)]
    public void Every_text_is_code_that_is_neither_prose_nor_data(string path, bool isCode) =>
        IsCode(path).ShouldBe(isCode);

    [Theory]
    [InlineData("See [decision 2](docs/decisions/0002-building-blocks.md) for what a concern is.", true)]
    [InlineData("- [decision 2](docs/decisions/0002-building-blocks.md), and more of it", true)]
    [InlineData("![The cockpit](docs/images/cockpit.png)", false)]
    [InlineData("  - [decision 2](docs/decisions/0002-building-blocks.md).", false)]
    [InlineData("| a row | of a table |", false)]
    public void A_line_of_prose_must_fit_unless_it_is_a_row_or_a_link_alone(string line, bool mustFit) =>
        MustFit(line).ShouldBe(mustFit);

    [Theory]
    [InlineData("提案", 4)]
    [InlineData("abc", 3)]
    [InlineData("\tx", 5)]
    [InlineData("e\u0301", 1)]
    [InlineData("１２", 4)]
    public void A_Chinese_character_counts_two_columns(string line, int columns) => Width(line).ShouldBe(columns);

    [Fact]
    public void Every_citation_of_the_handbook_resolves()
    {
        var anchors = Anchor().Matches(Read("docs/handbook.md")).Select(m => m.Groups[1].Value).ToHashSet();
        anchors.Count.ShouldBeGreaterThan(150);
        var cited = Files(f => (IsCode(f) || IsProse(f)) && f != "docs/handbook.md")
            .SelectMany(f => LinesOf(f).SelectMany(Cited).Select(id => (File: f, Id: id)))
            .ToList();
        cited.Count.ShouldBeGreaterThan(100);
        cited.Where(c => !anchors.Contains(c.Id)).Select(c => $"{c.File}: #{c.Id}").Distinct().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/// 立案 (handbook T27, T34).", "t27 t34")]
    [InlineData("// handbook edge case 43", "edge-case-43")]
    [InlineData("// handbook 2.3 and edge cases 9 and 12", "section-2-3 edge-case-9 edge-case-12")]
    [InlineData("-- (T81)", "t81")]
    public void A_citation_is_found(string line, string ids) => string.Join(' ', Cited(line)).ShouldBe(ids);

    [Fact]
    public void Every_link_of_a_document_leads_to_a_file() =>
        Files(IsProse)
            .SelectMany(f =>
                Link()
                    .Matches(Read(f))
                    .Select(m => m.Groups[1].Value)
                    .Where(l => !l.Contains("://", StringComparison.Ordinal) && !l.StartsWith('#'))
                    .Where(l =>
                        !Path.Exists(
                            Path.Combine(
                                Source.Root,
                                Path.GetDirectoryName(f)!,
                                Uri.UnescapeDataString(l.Split('#')[0])
                            )
                        )
                    )
                    .Select(l => $"{f}: {l}")
            )
            .ShouldBeEmpty();

    [Fact]
    public void Every_document_that_a_comment_names_exists()
    {
        var named = Files(IsCode)
            .SelectMany(f => LinesOf(f).SelectMany(Documents).Select(d => (File: f, Path: d)))
            .ToList();
        named.Count.ShouldBeGreaterThan(30);
        named.Where(n => !Exists(n.Path)).Select(n => $"{n.File}: {n.Path}").Distinct().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/// printed into docs/figures.md.", "docs/figures.md")]
    [InlineData(
        "# again after an upgrade (docs/decisions/0015), see docs/backup.md",
        "docs/decisions/0015 docs/backup.md"
    )]
    [InlineData("-- docs/decisions/0017-shards.md; a row", "docs/decisions/0017-shards.md")]
    [InlineData("read(path); // docs/运维手册.md", "docs/运维手册.md")]
    [InlineData("// https://www.rabbitmq.com/docs/monitoring", "")]
    [InlineData("read('docs/peers.csv')", "")]
    public void A_document_is_found_in_a_comment(string line, string paths) =>
        string.Join(' ', Documents(line)).ShouldBe(paths);

    [Theory]
    [InlineData("docs/decisions/0015", true)]
    [InlineData("docs/decisions/0015-containers.md", true)]
    [InlineData("docs/decisions/9999", false)]
    [InlineData("docs/trust.md", false)]
    public void A_decision_may_be_named_by_its_number(string path, bool exists) => Exists(path).ShouldBe(exists);

    [Fact]
    public void Chinese_prose_has_a_space_around_code() =>
        Files(IsProse)
            .SelectMany(f => WithoutBlocks(Read(f)).Split('\n').Where(TouchesCode).Select(l => $"{f}: {l}"))
            .ShouldBeEmpty();

    [Theory]
    [InlineData("它要用`pg_dump`（版本不低于服务器）", true)]
    [InlineData("先执行 `migrate`再启动", true)]
    [InlineData("它要用 `pg_dump`（版本不低于服务器）", false)]
    [InlineData("文件夹 `data`，里面的 `files` 和 `logs`。", false)]
    public void Code_that_touches_a_Chinese_character_is_seen(string line, bool touches) =>
        TouchesCode(line).ShouldBe(touches);

    [Fact]
    public void Nobody_is_he_or_she() =>
        Files(f => (IsCode(f) || IsProse(f)) && !QuotesOthers.Contains(f))
            .SelectMany(f => LinesOf(f).Where(l => HeOrShe().IsMatch(l)).Select(l => $"{f}: {l}"))
            .ShouldBeEmpty("a program is “it”, a person “they” or a role");

    private static readonly string[] QuotesOthers =
    [
        "docs/handbook.md",
        "CODE_OF_CONDUCT.md",
        "LICENSE",
        "tests/Architecture.Tests/TextTests.cs",
    ];

    [Fact]
    public void Every_test_that_SECURITY_names_exists()
    {
        var tests = string.Join('\n', Files(f => f.StartsWith("tests/", StringComparison.Ordinal)).Select(Read));
        var named = TestName().Matches(Read("SECURITY.md")).Select(m => m.Groups[1].Value).Distinct().ToList();
        named.Count.ShouldBeGreaterThan(20);
        named.Where(n => !tests.Contains(n, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static IEnumerable<string> Wide(IEnumerable<string> files, Func<string, bool> counts) =>
        files.SelectMany(f =>
            LinesOf(f)
                .Select((line, i) => (Line: line.TrimEnd('\r'), Number: i + 1))
                .Where(l => l.Line.Length * 2 > Widest && counts(l.Line) && Width(l.Line) > Widest)
                .Select(l => $"{f}:{l.Number} ({Width(l.Line)})")
        );

    private static bool IsProse(string path) => path.EndsWith(Prose, StringComparison.Ordinal);

    private static bool IsCode(string path) =>
        !IsProse(path) && !Data.Any(k => path.EndsWith(k, StringComparison.Ordinal));

    // A row of a table, and a line that holds nothing but an image or a link, may be wider.
    private static bool MustFit(string line) => !line.TrimStart().StartsWith('|') && !LinkAlone().IsMatch(line);

    /// <summary>
    /// Display columns: a character of East Asian full width takes two, a combining mark none, a tab four.
    /// </summary>
    private static int Width(string line)
    {
        var columns = 0;
        foreach (var rune in line.EnumerateRunes())
            columns += rune.Value switch
            {
                '\t' => 4,
                _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format => 0,
                >= 0x1100
                and <= 0x115F
                or >= 0x2E80
                and <= 0x303E
                or >= 0x3041
                and <= 0xA4CF
                or >= 0xAC00
                and <= 0xD7A3
                or >= 0xF900
                and <= 0xFAFF
                or >= 0xFE30
                and <= 0xFE6F
                or >= 0xFF00
                and <= 0xFF60
                or >= 0xFFE0
                and <= 0xFFE6
                or >= 0x1F300
                and <= 0x1FAFF
                or >= 0x20000 => 2,
                _ => 1,
            };
        return columns;
    }

    private static IEnumerable<string> Cited(string line)
    {
        foreach (Match m in Citation().Matches(line))
        {
            foreach (Match t in Rule().Matches(m.Value))
                yield return "t" + t.Groups[1].Value;
            foreach (Match s in Section().Matches(m.Value))
                yield return "section-" + s.Value.Replace('.', '-');
            foreach (Match e in EdgeCases().Matches(m.Value))
            foreach (Match n in Number().Matches(e.Value))
                yield return "edge-case-" + n.Value;
        }
    }

    // Documents named in the comment of a line: the line itself, or what stands behind the mark.
    private static IEnumerable<string> Documents(string line) =>
        Comment().Match(line) is { Success: true } comment
            ? Document().Matches(comment.Value).Select(m => m.Value.TrimEnd('.'))
            : [];

    private static bool Exists(string path) =>
        Path.Exists(Path.Combine(Source.Root, path))
        || NumberOfDecision().IsMatch(path)
            && Source.Tracked.Any(f => f.StartsWith($"{path}-", StringComparison.Ordinal));

    private static string Read(string path) => File.ReadAllText(Path.Combine(Source.Root, path));

    // A file with a zero byte is not text and has no lines.
    private static string[] LinesOf(string path) =>
        Read(path) is var text && text.Contains('\0') ? [] : text.Split('\n');

    private static IEnumerable<string> Files(Func<string, bool> wanted) =>
        Source.Tracked.Where(f => wanted(f) && !f.EndsWith("packages.lock.json", StringComparison.Ordinal));

    [GeneratedRegex("<a id=\"([^\"]+)\"></a>")]
    private static partial Regex Anchor();

    // "handbook …" to the end of its bracket or sentence, or rules alone in brackets.
    [GeneratedRegex(@"\bhandbook\b[^);\n]*|\(T\d{2,3}[^)\n]*\)")]
    private static partial Regex Citation();

    [GeneratedRegex(@"\bT(\d{2,3})\b")]
    private static partial Regex Rule();

    [GeneratedRegex(@"(?<![\w.])\d{1,2}\.\d{1,2}(?![\w.]*\d)")]
    private static partial Regex Section();

    [GeneratedRegex(@"edge cases? \d+(?:(?:, and |, | and | to )\d+)*")]
    private static partial Regex EdgeCases();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();

    [GeneratedRegex(@"(?<!`)\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^\s*(?:[-*] |\d+\. )?!?\[[^\]]*\]\([^)\s]*\)[.,;，。；]?$")]
    private static partial Regex LinkAlone();

    [GeneratedRegex(@"(?:^\s*(?://|/?\*|\#|--|<!--)|\s(?://|\#|--)\s).*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<![\w/.-])docs/\w[\w./-]*")]
    private static partial Regex Document();

    [GeneratedRegex(@"^docs/decisions/\d{4}$")]
    private static partial Regex NumberOfDecision();

    private static string WithoutBlocks(string text) => Block().Replace(text, "");

    private static bool TouchesCode(string line) =>
        InlineCode()
            .Matches(line)
            .Any(m =>
                m.Index > 0 && IsChinese(line[m.Index - 1])
                || line[(m.Index + m.Length)..] is [var next, ..] && IsChinese(next)
            );

    private static bool IsChinese(char c) => c is >= '\u4e00' and <= '\u9fff';

    [GeneratedRegex("^ *```.*?^ *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("(?<!`)`[^`]+`(?!`)")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"\b(?:he|his|him|she|her|hers)\b", RegexOptions.IgnoreCase)]
    private static partial Regex HeOrShe();

    [GeneratedRegex(@"`(?:\w+\.)?([A-Z]\w*_\w+)`")]
    private static partial Regex TestName();
}
