using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;
using Shouldly;
using Xunit;

namespace Proposals.Feedback.Tests;

/// <summary>
/// Every state × every move, written a second time by hand, so that a change of a table must be made twice.
/// </summary>
public class MachineTests
{
    public static TheoryData<string, string> FormPairs => Pairs<FormState, FormMove>();

    public static TheoryData<string, string> CasePairs => Pairs<CaseState, CaseMove>();

    [Theory]
    [MemberData(nameof(FormPairs))]
    public void A_form_moves_as_the_table_says_and_in_no_other_way(string from, string move) =>
        Check(
            FormMachine.Moves,
            Enum.Parse<FormState>(from),
            Enum.Parse<FormMove>(move),
            (from, move) switch
            {
                ("Unspecified", "Issue") => FormState.Open,
                ("Open", "Submit") => FormState.Submitted,
                ("Open", "Record") => FormState.Submitted,
                ("Submitted", "Record" or "Settle" or "Restate") => FormState.Submitted,
                ("Open", "Lapse") => FormState.Lapsed,
                ("Lapsed", "Reopen") => FormState.Open,
                ("Open" or "Lapsed", "Void") => FormState.Void,
                _ => null,
            }
        );

    [Theory]
    [MemberData(nameof(CasePairs))]
    public void A_case_moves_as_the_table_says_and_in_no_other_way(string from, string move) =>
        Check(
            CaseMachine.Moves,
            Enum.Parse<CaseState>(from),
            Enum.Parse<CaseMove>(move),
            (from, move) switch
            {
                ("Unspecified", "Begin") => CaseState.AwaitingReply,
                ("Unspecified" or "AwaitingReply", "Complete") => CaseState.AwaitingFeedback,
                ("AwaitingFeedback", "Settle") => CaseState.Closed,
                ("AwaitingFeedback", "Rehandle") => CaseState.AwaitingReply,
                ("AwaitingFeedback", "Refer") => CaseState.AwaitingClosure,
                ("AwaitingClosure", "Conciliate") => CaseState.AwaitingClosure,
                ("AwaitingClosure", "Close") => CaseState.Closed,
                ("AwaitingClosure" or "Closed", "Reopen") => CaseState.AwaitingFeedback,
                ("AwaitingReply" or "AwaitingFeedback" or "AwaitingClosure", "FollowRound") => CaseState.AwaitingReply,
                ("AwaitingFeedback" or "AwaitingClosure" or "Closed", "SendBack") => CaseState.AwaitingReply,
                _ => null,
            }
        );

    [Fact]
    public void A_submitted_form_stays_submitted_and_a_closed_case_waits_again_for_a_form_or_a_reply_only()
    {
        FormMachine.Moves.Table.ShouldAllBe(t => t.From != FormState.Submitted || t.To == FormState.Submitted);
        CaseMachine
            .Moves.Table.Where(t => t.From == CaseState.Closed)
            .Select(t => t.Move)
            .ShouldBe([CaseMove.SendBack, CaseMove.Reopen], ignoreOrder: true);
    }

    [Fact]
    public void A_refused_move_names_the_state_the_move_and_what_is_allowed()
    {
        var refusal = FormMachine.Moves.Refuses(FormState.Open, FormMove.Issue).ShouldNotBeNull();
        refusal.Message.ShouldBe("当前状态为“待反馈”，不能“发出”；可以：反馈、到期、随答复作废、代录。");
        refusal.Metadata.ShouldNotBeNull();
        (refusal.Metadata["state"], refusal.Metadata["move"], refusal.Metadata["allowed"]).ShouldBe(
            ("OPEN", "ISSUE", "LAPSE,RECORD,SUBMIT,VOID")
        );
    }

    [Fact]
    public void Every_state_and_move_has_a_chinese_text_of_its_own()
    {
        Texts<FormState, FormMove>().ShouldAllBe(t => t.Length > 0);
        Texts<CaseState, CaseMove>().ShouldAllBe(t => t.Length > 0);
        Enum.GetValues<FormState>().Select(Words.Of).ShouldBeUnique();
        Enum.GetValues<CaseState>().Select(Words.Of).ShouldBeUnique();
    }

    // The zero value of a move is no move and has no word.
    private static IEnumerable<string> Texts<TState, TMove>()
        where TState : struct, Enum
        where TMove : struct, Enum =>
        Enum.GetValues<TState>().Select(Words.Of).Concat(Enum.GetValues<TMove>().Skip(1).Select(Words.Of));

    private static TheoryData<string, string> Pairs<TState, TMove>()
        where TState : struct, Enum
        where TMove : struct, Enum
    {
        var pairs = new TheoryData<string, string>();
        foreach (var state in Enum.GetNames<TState>())
        {
            foreach (var move in Enum.GetNames<TMove>())
                pairs.Add(state, move);
        }

        return pairs;
    }

    private static void Check<TState, TMove>(Machine<TState, TMove> machine, TState from, TMove move, TState? to)
        where TState : struct, Enum
        where TMove : struct, Enum
    {
        var refusal = machine.Refuses(from, move);
        if (to is { } next)
        {
            refusal.ShouldBeNull();
            machine.After(from, move).ShouldBe(next);
            return;
        }

        refusal.ShouldNotBeNull().Reason.ShouldBe(CommonRefusals.MoveNotAllowed);
        refusal.Metadata.ShouldNotBeNull().Keys.ShouldBe(["state", "move", "allowed"], ignoreOrder: true);
        refusal
            .Metadata["allowed"]
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Length.ShouldBe(machine.Table.Count(t => t.From.Equals(from)));
    }
}
