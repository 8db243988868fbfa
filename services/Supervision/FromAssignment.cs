using Google.Protobuf;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Journal.V1;

namespace Proposals.Supervision;

/// <summary>
/// Stores Supervision's part of Assignment's journal: the units' tasks with their due dates, delivered replies,
/// contacts, commitments.
/// </summary>
internal static class FromAssignment
{
    /// <summary>
    /// Applies an event of Assignment's journal. An event about an unknown assignment throws and is parked, so nothing
    /// is lost.
    /// </summary>
    public static async Task ApplyAsync(Transaction tx, Event entry, IMessage message)
    {
        switch (message)
        {
            case AssignmentHandedOver e:
                HandOver(tx, e);
                break;
            case AssignmentAcknowledged e:
                Acknowledge(tx, e.Assignment, (e.AcknowledgedAt ?? entry.At).ToDateTimeOffset());
                break;
            case ReturnApproved e:
                Leave(tx, entry, e.Assignment, AssignmentState.Returned);
                break;
            case AssignmentReassigned e:
                Leave(tx, entry, e.Assignment, AssignmentState.Returned);
                break;
            case AssignmentReleased e:
                Leave(tx, entry, e.Assignment, AssignmentState.Cancelled);
                break;
            case ReplySentBack { Delivered: true } e:
                OpenAgain(tx, e.Assignment, e.Due);
                TakeBackReply(tx, e);
                break;
            case AssignmentCancelled { Recalled: true } e:
                Leave(tx, entry, e.Assignment, AssignmentState.Cancelled);
                break;
            case AssignmentCancelled { Overtaken: true, Reply.Length: > 0 } e:
                await StandAsync(tx, e);
                break;
            // With its case: nobody takes over.
            case AssignmentCancelled e:
                End(tx, e.Assignment, AssignmentState.Cancelled);
                break;
            case OpinionSubmitted e:
                Complete(tx, e.Assignment, AssignmentState.OpinionGiven, entry.At.ToDateTimeOffset());
                break;
            case OpinionSentBack e:
                OpenAgain(tx, e.Assignment, e.Due);
                break;
            case ReplyDelivered e:
                Complete(tx, e.Assignment, AssignmentState.Replied, entry.At.ToDateTimeOffset());
                ReplyFacts.Table.Add(
                    tx,
                    new ReplyFacts
                    {
                        Id = e.Reply,
                        Proposal = e.Proposal,
                        Assignment = e.Assignment,
                        Unit = e.Unit,
                        Role = e.Role,
                        Round = e.Round,
                        OutcomeClass = e.OutcomeClass,
                        Disclosure = e.Disclosure,
                        CompletesRound = e.CompletesRound,
                        DeliveredAt = entry.At.ToDateTimeOffset(),
                    }
                );
                break;
            case ContactLogged e:
                tx.Write(
                    """
                    INSERT INTO contact_facts (committee, id, proposal, assignment, day, form)
                    VALUES (@committee, @Contact, @Proposal, @Assignment, @Date, @Form)
                    """,
                    new
                    {
                        committee = tx.Committee,
                        e.Contact,
                        e.Proposal,
                        e.Assignment,
                        e.Date,
                        e.Form,
                    }
                );
                break;
            case ExtensionGranted e:
                tx.Write(
                    """
                    UPDATE assignment_facts
                    SET answer_due = @due, answer_too_late_at = @tooLateAt, answer_provisional = @provisional
                    WHERE committee = @committee AND id = @Assignment
                    """,
                    new
                    {
                        committee = tx.Committee,
                        e.Assignment,
                        due = DateOf(e.Due),
                        tooLateAt = TooLateAtOf(e.Due),
                        provisional = e.Due?.Provisional ?? false,
                    }
                );
                break;
            case CommitmentMade e:
                Promise(tx, e);
                break;
            case CommitmentLapsed e:
                Settle(tx, e.Commitment, CommitmentState.Overdue);
                break;
            case CommitmentDayAgreed e:
                Postpone(tx, e);
                break;
            case CommitmentProven e:
                Prove(tx, e.Commitment, CommitmentState.Proven, entry.At.ToDateTimeOffset());
                break;
            case CommitmentProofRefused e:
                Prove(tx, e.Commitment, CommitmentState.Open, DateTimeOffset.UnixEpoch);
                break;
            case CommitmentFulfilled e:
                Settle(tx, e.Commitment, CommitmentState.Fulfilled);
                break;
            case CommitmentVoided e:
                Settle(tx, e.Commitment, CommitmentState.Void);
                break;
            case DueDatesRecounted e:
                tx.Write(
                    """
                    UPDATE assignment_facts
                    SET acknowledge_due = @acknowledgeDue, acknowledge_too_late_at = @acknowledgeTooLateAt,
                      acknowledge_provisional = @acknowledgeProvisional,
                      answer_due = @due, answer_too_late_at = @tooLateAt, answer_provisional = @provisional
                    WHERE committee = @committee AND id = @Assignment
                    """,
                    new
                    {
                        committee = tx.Committee,
                        e.Assignment,
                        acknowledgeDue = DateOf(e.AcknowledgeDue),
                        acknowledgeTooLateAt = TooLateAtOf(e.AcknowledgeDue),
                        acknowledgeProvisional = e.AcknowledgeDue?.Provisional ?? false,
                        due = DateOf(e.Due),
                        tooLateAt = TooLateAtOf(e.Due),
                        provisional = e.Due?.Provisional ?? false,
                    }
                );
                break;
            case ReturnRequested
            or ReturnRefused
            or ReturnRecalled
            or ReturnVoided
            or ReplyDrafted
            or ReplySuperseded
            or ReplySigned
            or ReplySentBack
            or ExtensionRequested
            or ExtensionDenied
            or ExtensionRecalled
            or ExtensionVoided
            or CommitmentProgressed
            or CommitmentExplained
            or CommitmentDayRefused
            or WithdrawalAccepted
            or WithdrawalRefused:
                break;
            default:
                throw new UnknownEventException(message.Descriptor.FullName);
        }

        Timeline.Record(tx, entry, message);
    }

    private static void HandOver(Transaction tx, AssignmentHandedOver e) =>
        AssignmentFacts.Table.Add(
            tx,
            new AssignmentFacts
            {
                Id = e.Assignment,
                Proposal = e.Proposal,
                Unit = e.Unit,
                Role = e.Role,
                Round = e.Round,
                State = AssignmentState.HandedOver,
                PolicyVersion = e.PolicyVersion,
                AcknowledgeDue = DateOf(e.AcknowledgeDue),
                AcknowledgeTooLateAt = TooLateAtOf(e.AcknowledgeDue),
                AcknowledgeProvisional = e.AcknowledgeDue?.Provisional ?? false,
                AnswerDue = DateOf(e.Due),
                AnswerTooLateAt = TooLateAtOf(e.Due),
                AnswerProvisional = e.Due?.Provisional ?? false,
            }
        );

    private static void Acknowledge(Transaction tx, string assignment, DateTimeOffset at) =>
        tx.Write(
            """
            UPDATE assignment_facts
            SET state = @state, acknowledged_at = @at
            WHERE committee = @committee AND id = @assignment
            """,
            new
            {
                committee = tx.Committee,
                assignment,
                state = AssignmentState.Acknowledged,
                at,
            }
        );

    private static void End(Transaction tx, string assignment, AssignmentState state) =>
        tx.Write(
            "UPDATE assignment_facts SET state = @state WHERE committee = @committee AND id = @assignment",
            new
            {
                committee = tx.Committee,
                assignment,
                state,
            }
        );

    private static void Leave(Transaction tx, Event entry, string assignment, AssignmentState state) =>
        tx.Write(
            """
            UPDATE assignment_facts
            SET state = @state, left_at = @at, left_position = @Position
            WHERE committee = @committee AND id = @assignment
            """,
            new
            {
                committee = tx.Committee,
                assignment,
                state,
                at = entry.At.ToDateTimeOffset(),
                entry.Position,
            }
        );

    private static void Complete(Transaction tx, string assignment, AssignmentState state, DateTimeOffset at) =>
        tx.Write(
            """
            UPDATE assignment_facts
            SET state = @state, completed_at = @at
            WHERE committee = @committee AND id = @assignment
            """,
            new
            {
                committee = tx.Committee,
                assignment,
                state,
                at,
            }
        );

    private static void OpenAgain(Transaction tx, string assignment, DueDate? due) =>
        tx.Write(
            """
            UPDATE assignment_facts
            SET state = @state, completed_at = 0,
              answered_late = CASE WHEN completed_at >= answer_too_late_at THEN 1 ELSE answered_late END,
              answer_due = @due, answer_too_late_at = @tooLateAt, answer_provisional = @provisional
            WHERE committee = @committee AND id = @assignment
            """,
            new
            {
                committee = tx.Committee,
                assignment,
                state = AssignmentState.Acknowledged,
                due = DateOf(due),
                tooLateAt = TooLateAtOf(due),
                provisional = due?.Provisional ?? false,
            }
        );

    // It no longer counts as a reply, and its round is no longer 办复.
    private static void TakeBackReply(Transaction tx, ReplySentBack e)
    {
        tx.Write(
            "UPDATE reply_facts SET sent_back = 1 WHERE committee = @committee AND id = @Reply",
            new { committee = tx.Committee, e.Reply }
        );
        tx.WriteAny(
            """
            UPDATE reply_facts SET completes_round = 0
            WHERE committee = @committee AND proposal = @Proposal AND round = @Round
            """,
            new
            {
                committee = tx.Committee,
                e.Proposal,
                e.Round,
            }
        );
    }

    // A further round was ordered before the order to answer again was heard, so the reply counts as it did. What was
    // late stays late.
    private static async Task StandAsync(Transaction tx, AssignmentCancelled e)
    {
        var reply =
            await ReplyFacts.FindAsync(tx, e.Reply)
            ?? throw new InvalidOperationException($"reply {e.Reply} stands again but was never delivered");
        // The task of a unit that took over has no reply of its own.
        if (reply.Assignment == e.Assignment)
            Complete(tx, e.Assignment, AssignmentState.Replied, reply.DeliveredAt);
        else
            End(tx, e.Assignment, AssignmentState.Cancelled);
        tx.Write(
            ReplyFacts.Stand,
            new
            {
                committee = tx.Committee,
                e.Proposal,
                e.Reply,
                reply.Round,
            }
        );
    }

    private static void Promise(Transaction tx, CommitmentMade e) =>
        CommitmentFacts.Table.Add(
            tx,
            new CommitmentFacts
            {
                Id = e.Commitment,
                Proposal = e.Proposal,
                Assignment = e.Assignment,
                Unit = e.Unit,
                PolicyVersion = e.PolicyVersion,
                State = CommitmentState.Open,
                DueDate = DateOf(e.Due),
                TooLateAt = TooLateAtOf(e.Due),
                FirstTooLateAt = TooLateAtOf(e.Due),
            }
        );

    private static void Settle(Transaction tx, string commitment, CommitmentState state) =>
        tx.Write(
            "UPDATE commitment_facts SET state = @state WHERE committee = @committee AND id = @commitment",
            new
            {
                committee = tx.Committee,
                commitment,
                state,
            }
        );

    private static void Postpone(Transaction tx, CommitmentDayAgreed e) =>
        tx.Write(
            """
            UPDATE commitment_facts SET state = @state, due_date = @due, too_late_at = @tooLateAt
            WHERE committee = @committee AND id = @Commitment
            """,
            new
            {
                committee = tx.Committee,
                e.Commitment,
                state = CommitmentState.Open,
                due = DateOf(e.Due),
                tooLateAt = TooLateAtOf(e.Due),
            }
        );

    private static void Prove(Transaction tx, string commitment, CommitmentState state, DateTimeOffset at) =>
        tx.Write(
            """
            UPDATE commitment_facts SET state = @state, proven_at = @at
            WHERE committee = @committee AND id = @commitment
            """,
            new
            {
                committee = tx.Committee,
                commitment,
                state,
                at,
            }
        );

    private static string DateOf(DueDate? due) => due?.Date ?? "";

    private static DateTimeOffset TooLateAtOf(DueDate? due) =>
        due?.TooLateAt?.ToDateTimeOffset() ?? DateTimeOffset.UnixEpoch;
}
