using Google.Protobuf;
using Proposals.Feedback.V1;
using Shouldly;
using Xunit;
using static Proposals.Feedback.Tests.Given;

namespace Proposals.Feedback.Tests;

public class AdvanceCaseTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 11, 1, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Nothing_happens_while_replies_are_missing()
    {
        Events(Case(CaseState.AwaitingReply), [Stated(No, No)], Issued(2, 3)).ShouldBeEmpty();
    }

    [Fact]
    public void The_last_reply_moves_the_case_to_feedback()
    {
        Events(Case(CaseState.AwaitingReply), [Stated(No, No), Open("u2")], Issued(3, 3))
            .ShouldBe([
                new CaseMoved
                {
                    Proposal = "p",
                    State = CaseState.AwaitingFeedback,
                    Round = 1,
                },
            ]);
    }

    [Fact]
    public void The_last_satisfied_form_closes_the_case()
    {
        Events(Case(CaseState.AwaitingFeedback), [Stated(Yes, Mostly)], Issued(1, 1))
            .ShouldBe([
                new CaseClosed
                {
                    Proposal = "p",
                    Round = 1,
                    Work = Yes,
                    Result = Mostly,
                },
            ]);
    }

    [Fact]
    public void A_dissatisfied_form_orders_the_next_round()
    {
        Events(Case(CaseState.AwaitingFeedback), [Stated(Yes, No, "u2"), Stated(Yes, Yes, "u1")], Issued(2, 2))
            .ShouldBe([
                new RehandlingOrdered
                {
                    Proposal = "p",
                    Round = 2,
                    Units = { "u2" },
                },
            ]);
    }

    [Fact]
    public void A_round_nobody_rated_awaits_closure()
    {
        Events(Case(CaseState.AwaitingFeedback), [Lapsed()], Issued(1, 1))
            .ShouldBe([
                new CaseMoved
                {
                    Proposal = "p",
                    State = CaseState.AwaitingClosure,
                    Round = 1,
                },
            ]);
    }

    [Fact]
    public void A_withdrawal_ends_the_waiting_for_replies_and_leaves_open_forms_open()
    {
        Events(Case(CaseState.AwaitingReply), [Open()], Issued(1, 3, withdrawn: true))
            .ShouldBe([
                new CaseMoved
                {
                    Proposal = "p",
                    State = CaseState.AwaitingFeedback,
                    Round = 1,
                },
            ]);
    }

    [Fact]
    public void A_withdrawal_after_all_forms_leads_to_the_office()
    {
        Events(Case(CaseState.AwaitingReply), [Stated(Yes, Yes)], Issued(1, 3, withdrawn: true))
            .ShouldBe([
                new CaseMoved
                {
                    Proposal = "p",
                    State = CaseState.AwaitingFeedback,
                    Round = 1,
                },
                new CaseMoved
                {
                    Proposal = "p",
                    State = CaseState.AwaitingClosure,
                    Round = 1,
                },
            ]);
    }

    [Theory]
    [InlineData(0, 0, 0, false, false)]
    [InlineData(1, 2, 0, false, false)]
    [InlineData(2, 2, 0, false, true)]
    [InlineData(3, 2, 0, false, true)]
    [InlineData(2, 2, 1, false, false)]
    [InlineData(1, 2, 0, true, true)]
    [InlineData(0, 0, 0, true, true)]
    [InlineData(1, 2, 1, true, false)]
    public void Replies_are_complete_when_none_is_missing_or_will_ever_come_and_all_forms_are_issued(
        int issued,
        int needed,
        int pending,
        bool withdrawn,
        bool all
    ) => Issued(issued, needed, pending, withdrawn).AllIssued.ShouldBe(all);

    /// <summary>
    /// For all forms, each event is a legal move of the machine. The state stored beside the ratings is the one that
    /// the events lead to.
    /// </summary>
    [Fact]
    public void Every_event_is_a_legal_move()
    {
        var moves = new HashSet<CaseMove>();
        foreach (var state in new[] { CaseState.AwaitingReply, CaseState.AwaitingFeedback })
        foreach (var form in new[] { Open(), Lapsed(), Stated(Yes, Yes), Stated(No, Yes), Stated(Mostly, No) })
        foreach (var round in new[] { 1, 2 })
        foreach (
            var issued in new[] { Issued(1, 1), Issued(1, 2), Issued(1, 2, withdrawn: true), Issued(1, 2, 1, true) }
        )
        {
            // A case reaches AWAITING_FEEDBACK only when all replies are there.
            if (state == CaseState.AwaitingFeedback && !issued.AllIssued)
                continue;
            var row = Case(state, round);
            var (happened, end) = AdvanceCase.Decide(row, [form with { Round = round }], Policy(), issued);
            foreach (var (move, e) in happened)
            {
                var next = (row with { Work = end.Work, Result = end.Result }).After(move, e, At);
                move.ShouldBe(MoveOf(e));
                CaseMachine.Moves.Refuses(row.State, move).ShouldBeNull();
                CaseMachine.Moves.After(row.State, move).ShouldBe(next.State);
                if (e is CaseMoved moved)
                    moved.State.ShouldBe(next.State);
                moves.Add(move);
                row = next;
            }

            if (row.State is CaseState.AwaitingClosure or CaseState.Closed)
                (row.Work, row.Result).ShouldBe((form.Work, form.Result));
            else
                (row.Work, row.Result).ShouldBe((None, None), "a round that is not over tells no rating");
        }

        moves.ShouldBe([CaseMove.Complete, CaseMove.Settle, CaseMove.Rehandle, CaseMove.Refer], ignoreOrder: true);
    }

    [Fact]
    public void A_new_round_starts_without_ratings()
    {
        var row = Case(CaseState.AwaitingFeedback) with { Work = No, Result = No };
        var next = row.After(
            CaseMove.Rehandle,
            new RehandlingOrdered
            {
                Proposal = "p",
                Round = 2,
                Units = { "u1" },
            },
            At
        );
        (next.State, next.Round, next.Work, next.Result).ShouldBe((CaseState.AwaitingReply, 2, None, None));
    }

    [Fact]
    public void A_closed_case_keeps_its_rating_and_its_instant()
    {
        var next = Case(CaseState.AwaitingClosure, 2)
            .After(
                CaseMove.Close,
                new CaseClosed
                {
                    Proposal = "p",
                    Round = 2,
                    Work = Mostly,
                    Result = No,
                },
                At
            );
        (next.State, next.Round, next.Work, next.Result, next.ClosedAt).ShouldBe((CaseState.Closed, 2, Mostly, No, At));
    }

    private static IReadOnlyList<IMessage> Events(CaseRow row, IReadOnlyList<FormRow> forms, RoundForms issued) =>
        [.. AdvanceCase.Decide(row, forms, Policy(), issued).Happened.Select(h => h.Event)];

    private static CaseMove MoveOf(IMessage e) =>
        e switch
        {
            CaseMoved { State: CaseState.AwaitingFeedback } => CaseMove.Complete,
            CaseMoved { State: CaseState.AwaitingClosure } => CaseMove.Refer,
            RehandlingOrdered => CaseMove.Rehandle,
            CaseClosed => CaseMove.Settle,
            _ => throw new ArgumentOutOfRangeException(
                nameof(e),
                e.Descriptor.FullName,
                "not decided by the closing rule"
            ),
        };
}
