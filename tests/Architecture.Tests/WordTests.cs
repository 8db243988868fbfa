using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;
using Proposals.BuildingBlocks;
using Proposals.Channels;
using Proposals.ContractOptions.V1;
using Shouldly;
using Xunit;

namespace Proposals.Architecture.Tests;

/// <summary>The words that users see are defined once, in the contract (docs/decisions/0020).</summary>
public sealed partial class WordTests
{
    private static IEnumerable<EnumDescriptor> Enums =>
        Contract.Files.Where(f => f.Package != "proposals.options.v1" && !IsReasons(f)).SelectMany(f => f.EnumTypes);

    private static IEnumerable<EnumValueDescriptor> Reasons =>
        Contract
            .Files.Where(IsReasons)
            .SelectMany(f => f.EnumTypes)
            .SelectMany(e => e.Values)
            .Where(v => v.Number != 0);

    private static IEnumerable<MessageDescriptor> Events =>
        Contract
            .Files.Where(f => f.Name.EndsWith("_events.proto", StringComparison.Ordinal))
            .SelectMany(f => f.MessageTypes);

    [Fact]
    public void Every_value_and_move_has_a_word_but_the_zero_that_says_nothing() =>
        Enums
            .SelectMany(e => e.Values)
            .Where(v => v.Number != 0 && Words.Of(v).Length == 0)
            .Select(v => v.FullName)
            .ShouldBeEmpty();

    [Fact]
    public void No_two_values_of_an_enum_have_the_same_word()
    {
        foreach (var type in Enums)
            type.Values.Select(Words.Of).Where(w => w.Length > 0).ShouldBeUnique(type.FullName);
    }

    [Fact]
    public void Every_event_has_a_word_of_its_own()
    {
        Events.Where(e => Words.Of(e).Length == 0).Select(e => e.FullName).ShouldBeEmpty();
        Events.Select(e => Words.Of(e)).ShouldBeUnique();
    }

    [Fact]
    public void Words_are_chinese() =>
        Enums
            .SelectMany(e => e.Values)
            .Select(Words.Of)
            .Concat(Events.Select(e => Words.Of(e)))
            .Where(w => w.Length > 0 && !Chinese().IsMatch(w))
            .ShouldBeEmpty();

    [Fact]
    public void Every_reason_to_refuse_has_a_kind_and_a_sentence()
    {
        Reasons.Count().ShouldBeGreaterThan(80);
        Reasons
            .Where(v => v.GetOptions().GetExtension(OptionsExtensions.Refusal) == RefusalKind.Unspecified)
            .Select(v => v.FullName)
            .ShouldBeEmpty();
        // A sentence ends with a full stop, or with a rule that is one itself.
        Reasons.Where(v => !Sentence().IsMatch(Words.Of(v))).Select(v => v.FullName).ShouldBeEmpty();
    }

    [Fact]
    public void Every_reason_has_the_prefix_of_its_service() =>
        Reasons
            .Where(v => !v.Name.StartsWith($"{Contract.PackageOf(v.EnumDescriptor.File)}_REASON_".ToUpperInvariant()))
            .Select(v => v.FullName)
            .ShouldBeEmpty();

    // A refusal that no test provokes may be wrong, or may never come.
    [Fact]
    public void Every_reason_to_refuse_is_named_by_a_test()
    {
        var tests = string.Concat(Source.Files("tests", ".cs").Select(f => f.Text));

        Reasons.Where(r => !IsNamed(r, tests)).Select(r => r.Name).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("reason.ShouldBe(\"MERGE_SELF\")", true)]
    [InlineData("refusal.Reason.ShouldBe(IntakeRefusals.MergeSelf);", true)]
    [InlineData("reason.ShouldBe(\"MERGE_SELFISH\")", false)]
    [InlineData("IntakeRefusals.MergeSelfish", false)]
    [InlineData("other.MergeSelf", false)]
    public void The_guard_sees_a_reason_that_a_test_names(string test, bool named) =>
        IsNamed(Reasons.Single(r => r.Name == "INTAKE_REASON_MERGE_SELF"), test).ShouldBe(named);

    private static bool IsNamed(EnumValueDescriptor reason, string tests)
    {
        var code = reason.Name[(reason.Name.IndexOf("_REASON_", StringComparison.Ordinal) + "_REASON_".Length)..];
        var property = string.Concat(code.Split('_').Select(word => word[..1] + word[1..].ToLowerInvariant()));
        return Regex.IsMatch(tests, $@"\b{code}\b|Refusals\.{property}\b");
    }

    [Fact]
    public void Every_reason_that_an_rpc_names_exists()
    {
        var known = Reasons.Select(RefusalReason.CodeOf).ToHashSet(StringComparer.Ordinal);
        var named = Source.Files("protos/proposals", ".proto").SelectMany(f => ReasonsNamedIn(f.Text)).ToList();
        named.Count.ShouldBeGreaterThan(50);
        named.Where(n => !known.Contains(n)).ShouldBeEmpty();
    }

    [Fact]
    public void The_reasons_that_an_rpc_names_are_read_over_line_ends_and_without_remarks() =>
        ReasonsNamedIn(
                """
                  // Submits it (DRAFT only). Refusals: TEXT_INCOMPLETE, ONLY_IN_SESSION (of a sector: SECTOR_UNKNOWN
                  // is another), STALE. State: DRAFT.
                  rpc SubmitProposal(SubmitProposalRequest) returns (Proposal);
                """
            )
            .ShouldBe(["TEXT_INCOMPLETE", "ONLY_IN_SESSION", "STALE"]);

    [Fact]
    public void No_label_of_a_value_stands_outside_the_contract() =>
        Source
            .Files("services", ".cs")
            .Concat(Source.Files("services/Portal/src", ".ts"))
            .Concat(Source.Files("services/Portal/src", ".tsx"))
            .Where(f => !f.Path.Contains("/src/gen/", StringComparison.Ordinal))
            .Where(f => !f.Path.EndsWith(".test.ts", StringComparison.Ordinal))
            .SelectMany(f => LabelsOf(f.Text).Select(l => $"{f.Path}: {l}"))
            .ShouldBeEmpty("the word belongs to the value, in the proto");

    [Theory]
    [InlineData("""ProposalState.Filed => "立案",""")]
    [InlineData("""ProposalMove.File => "立案",""")]
    [InlineData("""V1.Rating.Satisfied or V1.Rating.MostlySatisfied => "满意",""")]
    [InlineData("""case Stage.Closed: return "办结";""")]
    [InlineData("""[Role.MEMBER]: '委员',""")]
    [InlineData("""{ value: DayKind.OFF, label: '放假' }""")]
    public void A_label_is_seen(string code) => LabelsOf(code).ShouldNotBeEmpty();

    [Theory]
    [InlineData("""PeriodUnit.WorkingDay => $"{rule.Amount} 个工作日",""")]
    [InlineData("""[Role.LEADER]: '查看全部提案和统计，不办理。',""")]
    [InlineData("""ProposalState.Filed => Stage.Filed,""")]
    [InlineData("""RefusalKind.Invalid => "填写有误",""")]
    public void A_sentence_and_another_enum_are_no_labels(string code) => LabelsOf(code).ShouldBeEmpty();

    [Fact]
    public void The_portal_reads_no_fact_out_of_a_sentence() =>
        Source
            .Files("services/Portal/src", ".ts")
            .Concat(Source.Files("services/Portal/src", ".tsx"))
            .Where(f => !f.Path.Contains("/src/gen/", StringComparison.Ordinal) && !f.Path.Contains(".test."))
            .SelectMany(f => Reading().Matches(Source.Code(f.Text)).Select(m => $"{f.Path}: {m.Value}"))
            .ShouldBeEmpty("the server tells the fact in a field of its own");

    [Theory]
    [InlineData("entry.reason.startsWith('准予延期')", true)]
    [InlineData("reason.replace('准予延期，工作日', '延期')", true)]
    [InlineData("reason.replace(/星期[六日]/, '周末')", true)]
    [InlineData("if (entry.reason === '工作日') return '';", true)]
    [InlineData("entry.kind === LedgerDayKind.WEEKEND ? '周末' : ''", false)]
    [InlineData("words.join('，')", false)]
    public void Code_that_reads_a_sentence_is_seen(string code, bool reads) => Reading().IsMatch(code).ShouldBe(reads);

    [GeneratedRegex(
        @"\.(?:startsWith|endsWith|includes|indexOf|match|replace|replaceAll|split)\([/'""`][^'""`/)]*[\u4e00-\u9fff]"
            + @"|[!=]== '[^']*[\u4e00-\u9fff]"
    )]
    private static partial Regex Reading();

    private static bool IsReasons(FileDescriptor file) =>
        file.Name.EndsWith("_reasons.proto", StringComparison.Ordinal);

    // The codes after "Refusals:" up to the end of the sentence, without what stands in brackets.
    private static IEnumerable<string> ReasonsNamedIn(string proto) =>
        Refused()
            .Matches(Remark().Replace(CommentLine().Replace(proto, " "), ""))
            .SelectMany(m => Code().Matches(m.Groups["codes"].Value))
            .Select(m => m.Value);

    // A label is plain Chinese text without a full stop. A sentence is no label, and stands where it is used.
    private static IEnumerable<string> LabelsOf(string text) =>
        Label()
            .Matches(Source.Code(text))
            .Where(m => Enums.Any(e => e.Name == m.Groups["type"].Value))
            .Select(m => m.Value);

    [GeneratedRegex(
        @"\b(?<type>[A-Z]\w+)\.\w+(?:\s*\]\s*:|\s*=>|\s*:\s*return|"
            + @",\s*label\s*:)\s*[""'](?=[^""']*\p{IsCJKUnifiedIdeographs})[^""'{}。]*[""']"
    )]
    private static partial Regex Label();

    [GeneratedRegex(@"Refusals?:(?<codes>[^.\n]*)")]
    private static partial Regex Refused();

    [GeneratedRegex(@"\n\s*//\s?")]
    private static partial Regex CommentLine();

    [GeneratedRegex(@"\([^)]*\)")]
    private static partial Regex Remark();

    [GeneratedRegex("[A-Z][A-Z_]{2,}")]
    private static partial Regex Code();

    [GeneratedRegex(@"^(?=.*\p{IsCJKUnifiedIdeographs}).*[。}]$")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"^[\p{IsCJKUnifiedIdeographs}、]+$")]
    private static partial Regex Chinese();
}
