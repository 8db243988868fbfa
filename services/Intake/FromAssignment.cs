using Google.Protobuf;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Journal.V1;

namespace Proposals.Intake;

/// <summary>
/// Intake's knowledge of Assignment: whether a case was handed over and answered, and which units handle it now.
/// </summary>
internal static class FromAssignment
{
    /// <summary>Applies an event of Assignment's journal.</summary>
    public static async Task ApplyAsync(Transaction tx, Event entry, IMessage message)
    {
        switch (message)
        {
            case AssignmentHandedOver e:
                tx.WriteAny(
                    """
                    INSERT INTO handling (committee, proposal, replied)
                    VALUES (@committee, @Proposal, 0)
                    ON CONFLICT (committee, proposal) DO NOTHING
                    """,
                    new { committee = tx.Committee, e.Proposal }
                );
                tx.WriteAny(
                    """
                    INSERT INTO handling_units (committee, assignment, proposal, unit)
                    VALUES (@committee, @Assignment, @Proposal, @Unit)
                    ON CONFLICT (committee, assignment) DO NOTHING
                    """,
                    new
                    {
                        committee = tx.Committee,
                        e.Assignment,
                        e.Proposal,
                        e.Unit,
                    }
                );
                break;
            case WithdrawalAccepted e:
                await SettleWithdrawal.CompleteAsync(tx, e.Proposal);
                break;
            case WithdrawalRefused e:
                await SettleWithdrawal.OvertakeAsync(tx, e.Proposal);
                break;
            case ReturnApproved e:
                Leave(tx, e.Assignment);
                break;
            case AssignmentReassigned e:
                Leave(tx, e.Assignment);
                break;
            case AssignmentReleased e:
                Leave(tx, e.Assignment);
                break;
            case AssignmentCancelled e:
                Leave(tx, e.Assignment);
                // The hand-over was taken back: the case can be merged again.
                if (e.Recalled)
                    tx.WriteAny(
                        "DELETE FROM handling WHERE committee = @committee AND proposal = @Proposal AND replied = 0",
                        new { committee = tx.Committee, e.Proposal }
                    );
                break;
            case ReplyDelivered e:
                tx.Write(
                    "UPDATE handling SET replied = 1 WHERE committee = @committee AND proposal = @Proposal",
                    new { committee = tx.Committee, e.Proposal }
                );
                break;
            case AssignmentAcknowledged
            or ReturnRequested
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

    // The unit no longer handles the case.
    private static void Leave(Transaction tx, string assignment) =>
        tx.WriteAny(
            "DELETE FROM handling_units WHERE committee = @committee AND assignment = @assignment",
            new { committee = tx.Committee, assignment }
        );

    /// <summary>What Assignment's journal says of the handling of a case.</summary>
    public static async Task<Handling> HandlingAsync(IRead read, string proposal) =>
        await read.OneAsync<long?>(
            "SELECT replied FROM handling WHERE committee = @committee AND proposal = @proposal",
            new { committee = read.Committee, proposal }
        )
            is { } replied
            ? new Handling(true, replied == 1)
            : default;
}
