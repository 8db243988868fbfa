using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;
using Enum = System.Enum;
using Type = System.Type;

namespace Proposals.Intake.Tests;

/// <summary>The machines of Intake, pair by pair, against tables that are written down a second time here.</summary>
public sealed class MachineTests
{
    private static readonly DateTimeOffset At = TestSuite.Start;

    private static readonly string[] Proposal =
    [
        "Unspecified Draft Draft",
        "Unspecified Import Filed",
        "Unspecified Import NotFiled",
        "Unspecified Import Merged",
        "Unspecified Import Withdrawn",
        "Draft Revise Draft",
        "Draft Invite Draft",
        "Draft Retract Draft",
        "Draft Attach Draft",
        "Draft Detach Draft",
        "Draft Delete Deleted",
        "Draft Submit Submitted",
        "Submitted Retract Submitted",
        "Submitted Return Returned",
        "Submitted Examine Examined",
        "Submitted Reject NotFiled",
        "Submitted Withdraw Withdrawn",
        "Returned Revise Returned",
        "Returned Retract Returned",
        "Returned Attach Returned",
        "Returned Detach Returned",
        "Returned Submit Submitted",
        "Returned Withdraw Withdrawn",
        "Examined Retract Examined",
        "Examined Return Returned",
        "Examined File Filed",
        "Examined Reject NotFiled",
        "Examined Merge Merged",
        "Examined Withdraw Withdrawn",
        "Filed NoteRetraction Filed",
        "Filed Merge Merged",
        "Filed Withdraw Withdrawn",
        "Merged NoteRetraction Merged",
        "Merged MoveAlong Merged",
        "Merged Withdraw Withdrawn",
        "Merged Unmerge Examined",
        "Merged Unmerge Filed",
        "NotFiled TakeUp NotFiled",
        "NotFiled Redirect NotFiled",
        "Withdrawn Reinstate Filed",
    ];

    private static readonly string[] Withdrawal =
    [
        "Unspecified Ask Asked",
        "Unspecified Complete Completed",
        "Asked Agree Agreed",
        "Asked Decline Declined",
        "Asked Complete Completed",
        "Agreed Complete Completed",
        "Agreed Overtake Overtaken",
        "Completed Overtake Overtaken",
    ];

    private static readonly string[] Invitation =
    [
        "Unspecified Invite Pending",
        "Pending Accept Signed",
        "Pending Restore Signed",
        "Pending Decline Declined",
        "Pending Expire Expired",
        "Pending Cancel Cancelled",
        "Signed AskAgain Pending",
        "Signed Retract Retracted",
        "Signed NoteRetraction Signed",
    ];

    public static TheoryData<string, string> ProposalPairs => Pairs<ProposalState, ProposalMove>();

    public static TheoryData<string, string> InvitationPairs => Pairs<InvitationState, InvitationMove>();

    public static TheoryData<string, string> WithdrawalPairs => Pairs<WithdrawalState, WithdrawalMove>();

    // Their events belong to an invitation or to another proposal: they do not change this one.
    private static readonly ProposalMove[] OfOthers =
    [
        ProposalMove.Invite,
        ProposalMove.Retract,
        ProposalMove.NoteRetraction,
        ProposalMove.TakeUp,
    ];

    // Each other move with its event.
    private static readonly Dictionary<ProposalMove, IMessage> Events = new()
    {
        [ProposalMove.Draft] = new ProposalDrafted { Proposal = "p", TextVersion = 1 },
        [ProposalMove.Revise] = new ProposalRevised { TextVersion = 2 },
        [ProposalMove.Attach] = new FileAttached(),
        [ProposalMove.Detach] = new FileDetached(),
        [ProposalMove.Delete] = new ProposalDeleted(),
        [ProposalMove.Submit] = new ProposalSubmitted { SerialNumber = 3 },
        [ProposalMove.Return] = new ProposalReturned(),
        [ProposalMove.Examine] = new ProposalExamined(),
        [ProposalMove.File] = new ProposalFiled { CaseNumber = 4 },
        [ProposalMove.Reject] = new ProposalRejected { Reason = "other" },
        [ProposalMove.Redirect] = new ProposalRedirected { Outcome = "letter" },
        [ProposalMove.Merge] = new ProposalMerged { Into = "q" },
        [ProposalMove.MoveAlong] = new ProposalMerged { Into = "q" },
        [ProposalMove.Unmerge] = new ProposalUnmerged(),
        [ProposalMove.Withdraw] = new ProposalWithdrawn(),
        [ProposalMove.Reinstate] = new ProposalReinstated(),
        [ProposalMove.Import] = new LedgerCaseImported { Proposal = "p", Row = new LedgerRow() },
    };

    [Theory]
    [MemberData(nameof(ProposalPairs))]
    public void A_proposal_makes_the_moves_of_the_handbook_and_no_others(string from, string move) =>
        Check(ProposalMachine.Moves, Proposal, Enum.Parse<ProposalState>(from), Enum.Parse<ProposalMove>(move));

    [Theory]
    [MemberData(nameof(InvitationPairs))]
    public void An_invitation_makes_the_moves_of_the_handbook_and_no_others(string from, string move) =>
        Check(InvitationMachine.Moves, Invitation, Enum.Parse<InvitationState>(from), Enum.Parse<InvitationMove>(move));

    [Theory]
    [MemberData(nameof(WithdrawalPairs))]
    public void A_withdrawal_makes_the_moves_of_the_handbook_and_no_others(string from, string move) =>
        Check(WithdrawalMachine.Moves, Withdrawal, Enum.Parse<WithdrawalState>(from), Enum.Parse<WithdrawalMove>(move));

    [Fact]
    public void Every_state_and_move_has_words()
    {
        // The zero value of a move is no move and has no word.
        Enum.GetValues<ProposalState>().Select(Words.Of).ShouldAllBe(t => t.Length > 0);
        Enum.GetValues<ProposalMove>().Skip(1).Select(Words.Of).ShouldAllBe(t => t.Length > 0);
        Enum.GetValues<InvitationState>().Select(Words.Of).ShouldAllBe(t => t.Length > 0);
        Enum.GetValues<InvitationMove>().Skip(1).Select(Words.Of).ShouldAllBe(t => t.Length > 0);
        Enum.GetValues<WithdrawalState>().Select(Words.Of).ShouldAllBe(t => t.Length > 0);
        Enum.GetValues<WithdrawalMove>().Skip(1).Select(Words.Of).ShouldAllBe(t => t.Length > 0);
    }

    [Fact]
    public void A_row_has_the_state_of_the_table_after_every_move()
    {
        foreach (var legal in ProposalMachine.Moves.Table.Where(t => !OfOthers.Contains(t.Move)))
        {
            var before = new ProposalRow { State = legal.From, Version = 7 };
            var after = before.After(legal.Move, Events[legal.Move], At, legal.To);
            after.State.ShouldBe(legal.To, $"{legal.From} {legal.Move}");
            after.Version.ShouldBe(8);
        }
    }

    [Fact]
    public void An_event_says_nothing_of_the_state()
    {
        foreach (var state in Enum.GetValues<ProposalState>())
        foreach (var happened in Events.Values)
            ProposalRow.Evolve(new ProposalRow { State = state }, happened, At).State.ShouldBe(state);
    }

    [Fact]
    public void A_move_to_one_of_several_states_needs_to_be_told_which()
    {
        var merged = new ProposalRow { State = ProposalState.Merged };
        Should.Throw<InvalidOperationException>(() => merged.After(ProposalMove.Unmerge, new ProposalUnmerged(), At));
        Should.Throw<InvalidOperationException>(() =>
            merged.After(ProposalMove.Unmerge, new ProposalUnmerged(), At, ProposalState.Withdrawn)
        );
    }

    [Fact]
    public void An_event_of_another_aggregate_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => ProposalRow.Evolve(new ProposalRow(), new Empty(), At));

    [Fact]
    public void Every_event_of_a_proposal_is_known()
    {
        // Invitations are aggregates of their own.
        Type[] others =
        [
            typeof(CoSignerInvited),
            typeof(InvitationEnded),
            typeof(CoSignerAskedAgain),
            typeof(SignatureRetracted),
            typeof(RetractionNoted),
            typeof(WithdrawalRequested),
            typeof(WithdrawalAgreed),
            typeof(WithdrawalEnded),
        ];
        IntakeEventsReflection
            .Descriptor.MessageTypes.Select(d => d.ClrType)
            .Except(others)
            .ShouldBe(Events.Values.Select(e => e.GetType()).Distinct(), ignoreOrder: true);
    }

    [Fact]
    public void A_draft_is_the_callers_own()
    {
        var happened = new ProposalDrafted
        {
            Proposal = "p",
            Session = "s",
            Lead = "m",
            ProposerKind = ProposerKind.Sector,
            Category = "society",
            TextVersion = 1,
        };
        ProposalRow
            .Evolve(new ProposalRow { Subject = "案由" }, happened, At)
            .ShouldBe(
                new ProposalRow
                {
                    Id = "p",
                    Subject = "案由",
                    Session = "s",
                    Lead = "m",
                    ProposerKind = ProposerKind.Sector,
                    Category = "society",
                    TextVersion = 1,
                }
            );
    }

    [Fact]
    public void A_revision_has_another_text_and_category()
    {
        var happened = new ProposalRevised { Category = "economy", TextVersion = 2 };
        ProposalRow
            .Evolve(new ProposalRow { Category = "society", TextVersion = 1 }, happened, At)
            .ShouldBe(new ProposalRow { Category = "economy", TextVersion = 2 });
    }

    [Fact]
    public void Files_are_counted()
    {
        var one = ProposalRow.Evolve(new ProposalRow(), new FileAttached(), At);
        one.Attachments.ShouldBe(1);
        ProposalRow.Evolve(one, new FileDetached(), At).Attachments.ShouldBe(0);
    }

    [Fact]
    public void A_proposal_submitted_again_keeps_the_time_it_was_submitted_first()
    {
        var happened = new ProposalSubmitted
        {
            SerialNumber = 3,
            SessionKind = SessionKind.InSession,
            PolicyVersion = 2,
        };
        var first = ProposalRow.Evolve(new ProposalRow(), happened, At);
        first.ShouldBe(
            new ProposalRow
            {
                SerialNumber = 3,
                SessionKind = SessionKind.InSession,
                PolicyVersion = 2,
                SubmittedAt = At,
                SubmittedVersion = 1,
            }
        );
        ProposalRow.Evolve(first, happened, At.AddDays(9)).SubmittedAt.ShouldBe(At);
    }

    [Fact]
    public void A_filed_proposal_has_a_case_number() =>
        ProposalRow
            .Evolve(new ProposalRow(), new ProposalFiled { CaseNumber = 4, Category = "society" }, At)
            .ShouldBe(
                new ProposalRow
                {
                    CaseNumber = 4,
                    Category = "society",
                    FiledAt = At,
                }
            );

    [Fact]
    public void A_rejected_proposal_has_a_reason() =>
        ProposalRow
            .Evolve(new ProposalRow(), new ProposalRejected { Reason = "other" }, At)
            .RejectionReason.ShouldBe("other");

    [Fact]
    public void A_redirected_proposal_has_the_way_it_went() =>
        ProposalRow
            .Evolve(new ProposalRow(), new ProposalRedirected { Outcome = "letter" }, At)
            .ShouldBe(new ProposalRow { RedirectedAs = "letter" });

    [Theory]
    [InlineData(ProposalState.Examined)]
    [InlineData(ProposalState.Filed)]
    public void A_merged_proposal_knows_what_it_was_also_after_it_moved_along(ProposalState before)
    {
        var merged = new ProposalRow { State = before }.After(
            ProposalMove.Merge,
            new ProposalMerged { Into = "q" },
            At
        );
        merged.StateBeforeMerge.ShouldBe(before);
        var moved = merged.After(ProposalMove.MoveAlong, new ProposalMerged { Into = "r" }, At);
        moved.MergedInto.ShouldBe("r");
        moved.StateBeforeMerge.ShouldBe(before);
        var back = moved.After(ProposalMove.Unmerge, new ProposalUnmerged(), At, moved.StateBeforeMerge);
        back.ShouldBe(new ProposalRow { State = before, Version = 3 });
    }

    [Fact]
    public void A_case_of_a_ledger_comes_with_its_number()
    {
        var happened = new LedgerCaseImported
        {
            Proposal = "p",
            Session = "s",
            SerialNumber = 9,
            MergedInto = "q",
            PolicyVersion = 2,
            Row = new LedgerRow
            {
                CaseNumber = 5,
                Subject = "案由",
                Lead = "m",
                Category = "社会",
                SessionKind = SessionKind.InterSession,
                ProposerKind = ProposerKind.Member,
            },
        };
        ProposalRow
            .Evolve(new ProposalRow(), happened, At)
            .ShouldBe(
                new ProposalRow
                {
                    Id = "p",
                    Session = "s",
                    SerialNumber = 9,
                    MergedInto = "q",
                    PolicyVersion = 2,
                    CaseNumber = 5,
                    Subject = "案由",
                    Lead = "m",
                    Category = "社会",
                    SessionKind = SessionKind.InterSession,
                    ProposerKind = ProposerKind.Member,
                    SubmittedAt = At,
                    FiledAt = At,
                }
            );
    }

    [Fact]
    public void Whatever_moves_are_tried_a_proposal_stays_in_its_states_and_what_has_ended_stays_ended()
    {
        ProposalState[] ended = [ProposalState.NotFiled, ProposalState.Withdrawn, ProposalState.Deleted];
        var moves = Gen.Elements(Enum.GetValues<ProposalMove>()).ListOf().ToArbitrary();
        Prop.ForAll(
                moves,
                tried =>
                {
                    var row = new ProposalRow();
                    foreach (var move in tried)
                    {
                        if (ProposalMachine.Moves.Refuses(row.State, move) is not null)
                            continue;
                        if (OfOthers.Contains(move))
                            continue;
                        // Only a reply that was faster than the withdrawal brings a proposal back. What was not filed
                        // is passed on and stays what it is.
                        if (ended.Contains(row.State) && move is not (ProposalMove.Reinstate or ProposalMove.Redirect))
                            return false;
                        ProposalState? to =
                            move == ProposalMove.Unmerge ? row.StateBeforeMerge
                            : move == ProposalMove.Import ? ProposalState.Filed
                            : null;
                        row = row.After(move, Events[move], At, to);
                    }

                    return row.State == ProposalState.Merged == row.MergedInto.Length > 0;
                }
            )
            .QuickCheckThrowOnFailure();
    }

    private static TheoryData<string, string> Pairs<TState, TMove>()
        where TState : struct, Enum
        where TMove : struct, Enum
    {
        var pairs = new TheoryData<string, string>();
        foreach (var state in Enum.GetValues<TState>())
        foreach (var move in Enum.GetValues<TMove>())
            pairs.Add($"{state}", $"{move}");
        return pairs;
    }

    private static void Check<TState, TMove>(Machine<TState, TMove> machine, string[] table, TState from, TMove move)
        where TState : struct, Enum
        where TMove : struct, Enum
    {
        var targets = table
            .Select(row => row.Split(' '))
            .Where(row => row[0] == from.ToString() && row[1] == move.ToString())
            .Select(row => row[2])
            .ToList();
        machine
            .Table.Where(t => t.From.Equals(from) && t.Move.Equals(move))
            .Select(t => t.To.ToString())
            .ShouldBe(targets, ignoreOrder: true);
        var refusal = machine.Refuses(from, move);
        if (targets.Count > 0)
        {
            refusal.ShouldBeNull();
            foreach (var to in Enum.GetValues<TState>())
            {
                if (targets.Contains(to.ToString()))
                    machine.After(from, move, to).ShouldBe(to);
                else
                    Should.Throw<InvalidOperationException>(() => machine.After(from, move, to));
            }

            return;
        }

        refusal.ShouldNotBeNull().Reason.Code.ShouldBe("MOVE_NOT_ALLOWED");
        refusal.Metadata.ShouldNotBeNull()["state"].ShouldBe(UpperSnake(from.ToString()));
        refusal.Metadata["move"].ShouldBe(UpperSnake(move.ToString()));
        refusal
            .Metadata["allowed"]
            .ShouldBe(
                string.Join(
                    ",",
                    table
                        .Select(row => row.Split(' '))
                        .Where(row => row[0] == from.ToString())
                        .Select(row => UpperSnake(row[1]))
                        .Distinct()
                        .Order()
                )
            );
        refusal.Message.ShouldContain(Words.Of(from));
        Should.Throw<InvalidOperationException>(() => machine.After(from, move));
    }

    private static string UpperSnake(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));
}
