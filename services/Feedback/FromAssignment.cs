using Google.Protobuf;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;
using Proposals.Journal.V1;

namespace Proposals.Feedback;

/// <summary>
/// Feedback's view of Assignment: delivered replies, further rounds, and withdrawals during handling.
/// </summary>
internal static class FromAssignment
{
    /// <summary>Applies an event of Assignment's journal.</summary>
    public static async Task ApplyAsync(Transaction tx, Event entry, IMessage message)
    {
        switch (message)
        {
            case ReplyDelivered e:
                await DeliverAsync(tx, e, entry.At.ToDateTimeOffset());
                break;
            case ReplySentBack { Delivered: true } e:
                await VoidForms.RunAsync(tx, e);
                break;
            case AssignmentCancelled { Overtaken: true, Reply.Length: > 0 } e:
                await VoidForms.StandAsync(tx, e);
                break;
            // The first round begins with its first reply. A further one is ordered here; Assignment's event decides
            // where the order is unknown, e.g. after a backup was restored. Without a case yet, its first reply will
            // begin it in the reply's round.
            case AssignmentHandedOver { Round: > 1 } e
                when await CaseRow.FindAsync(tx, e.Proposal) is { } row && row.Round < e.Round:
                FollowRound(tx, row, e.Round);
                break;
            // Only earlier programs let a withdrawal follow a reply. Issued forms keep their right and their due day,
            // because that reply was delivered. Nothing more is waited for or issued, and the office closes the case.
            case AssignmentCancelled { Recalled: false, Overtaken: false } e:
                tx.WriteAny(
                    """
                    INSERT INTO withdrawn (committee, proposal)
                    VALUES (@committee, @Proposal)
                    ON CONFLICT (committee, proposal) DO NOTHING
                    """,
                    new { committee = tx.Committee, e.Proposal }
                );
                await AdvanceCase.RunAsync(tx, e.Proposal);
                break;
            case AssignmentHandedOver
            or AssignmentCancelled
            or AssignmentAcknowledged
            or ReturnRequested
            or ReturnApproved
            or ReturnRefused
            or ReturnRecalled
            or ReturnVoided
            or ContactLogged
            or OpinionSubmitted
            or OpinionSentBack
            or ReplyDrafted
            or ReplySuperseded
            or ReplySigned
            or ReplySentBack
            or ExtensionRequested
            or ExtensionGranted
            or ExtensionDenied
            or ExtensionRecalled
            or ExtensionVoided
            or WithdrawalAccepted
            or WithdrawalRefused
            or AssignmentReassigned
            or AssignmentReleased
            or CommitmentMade
            or CommitmentProgressed
            or CommitmentLapsed
            or CommitmentExplained
            or CommitmentDayAgreed
            or CommitmentDayRefused
            or CommitmentProven
            or CommitmentProofRefused
            or CommitmentFulfilled
            or CommitmentVoided
            or DueDatesRecounted:
                break;
            default:
                throw new UnknownEventException(message.Descriptor.FullName);
        }
    }

    /// <summary>
    /// Moves a case to a later round. Throws for a closed case: Assignment would be handling a closed case, so the
    /// event is parked for a person to examine.
    /// </summary>
    public static void FollowRound(Transaction tx, CaseRow row, int round)
    {
        if (CaseMachine.Moves.Refuses(row.State, CaseMove.FollowRound) is { } no)
            throw new InvalidOperationException(no.Message);
        row.Save(
            tx,
            CaseMove.FollowRound,
            new CaseMoved
            {
                Proposal = row.Proposal,
                State = CaseMachine.Moves.After(row.State, CaseMove.FollowRound),
                Round = round,
            }
        );
    }

    /// <summary>
    /// True when a reply fits the case. It may be of an undecided round, or of a later one, which the case follows. It
    /// may also be of an earlier one (it was parked): its forms decide nothing any more, but are the proposers' right.
    /// </summary>
    internal static bool Fits(CaseRow? row, int round) =>
        row is null
        || round < row.Round
        || (
            round == row.Round
                ? row.State is CaseState.AwaitingReply or CaseState.AwaitingFeedback
                : row.State != CaseState.Closed
        );

    private static async Task DeliverAsync(Transaction tx, ReplyDelivered e, DateTimeOffset at)
    {
        if (
            await tx.OneAsync<string>(
                "SELECT proposal FROM withdrawn WHERE committee = @committee AND proposal = @Proposal",
                new { committee = tx.Committee, e.Proposal }
            )
            is not null
        )
            return;
        var row = await CaseRow.FindAsync(tx, e.Proposal);
        if (!Fits(row, e.Round))
            throw new InvalidOperationException(
                $"a reply of round {e.Round} for a case that is {row!.State} in round {row.Round}"
            );
        ReplyRow.Insert(tx, e, at);
        await IssueForms.RunAsync(tx, e.Reply);
    }
}
