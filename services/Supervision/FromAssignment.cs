using Google.Protobuf;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Journal.V1;

namespace Proposals.Supervision;

/// <summary>
/// Stores Supervision's part of Assignment's journal: the units' tasks with their due dates, delivered replies,
/// contacts.
/// </summary>
internal static class FromAssignment
{
    /// <summary>
    /// Applies an event of Assignment's journal. An event about an unknown assignment throws and is parked, so nothing
    /// is lost.
    /// </summary>
    public static Task ApplyAsync(Transaction tx, Event entry, IMessage message)
    {
        switch (message)
        {
            case AssignmentHandedOver e:
                HandOver(tx, e);
                break;
            case AssignmentAcknowledged e:
                tx.Write(
                    """
                    UPDATE assignment_facts
                    SET state = @state, acknowledged_at = @at
                    WHERE committee = @committee AND id = @Assignment
                    """,
                    new
                    {
                        committee = tx.Committee,
                        e.Assignment,
                        state = AssignmentState.Acknowledged,
                        at = entry.At.ToDateTimeOffset(),
                    }
                );
                break;
            case ReturnApproved e:
                End(tx, e.Assignment, AssignmentState.Returned);
                break;
            case AssignmentCancelled e:
                End(tx, e.Assignment, AssignmentState.Cancelled);
                break;
            case OpinionSubmitted e:
                Complete(tx, e.Assignment, AssignmentState.OpinionGiven, entry.At.ToDateTimeOffset());
                break;
            case ReplyDelivered e:
                Complete(tx, e.Assignment, AssignmentState.Replied, entry.At.ToDateTimeOffset());
                tx.Write(
                    """
                    INSERT INTO reply_facts (committee, id, proposal, assignment, unit, role, round, outcome_class,
                      disclosure, completes_round, delivered_at)
                    VALUES (@committee, @Reply, @Proposal, @Assignment, @Unit, @Role, @Round, @OutcomeClass,
                      @Disclosure, @CompletesRound, @at)
                    """,
                    new
                    {
                        committee = tx.Committee,
                        e.Reply,
                        e.Proposal,
                        e.Assignment,
                        e.Unit,
                        e.Role,
                        e.Round,
                        e.OutcomeClass,
                        e.Disclosure,
                        e.CompletesRound,
                        at = entry.At.ToDateTimeOffset(),
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
            case ReturnRequested
            or ReturnRefused
            or ReplyDrafted
            or ReplySuperseded
            or ReplySigned
            or ExtensionRequested
            or ExtensionDenied:
                break;
            default:
                throw new UnknownEventException(message.Descriptor.FullName);
        }

        Timeline.Record(tx, entry, message);
        return Task.CompletedTask;
    }

    private static void HandOver(Transaction tx, AssignmentHandedOver e) =>
        tx.Write(
            """
            INSERT INTO assignment_facts (committee, id, proposal, unit, role, round, state, policy_version,
              acknowledge_due, acknowledge_too_late_at,
              acknowledge_provisional, answer_due, answer_too_late_at, answer_provisional, acknowledged_at,
                completed_at)
            VALUES (@committee, @Assignment, @Proposal, @Unit, @Role, @Round, 1, @PolicyVersion, @acknowledgeDue,
              @acknowledgeTooLateAt,
              @acknowledgeProvisional, @answerDue, @answerTooLateAt, @answerProvisional, 0, 0)
            """,
            new
            {
                committee = tx.Committee,
                e.Assignment,
                e.Proposal,
                e.Unit,
                e.Role,
                e.Round,
                e.PolicyVersion,
                acknowledgeDue = DateOf(e.AcknowledgeDue),
                acknowledgeTooLateAt = TooLateAtOf(e.AcknowledgeDue),
                acknowledgeProvisional = e.AcknowledgeDue?.Provisional ?? false,
                answerDue = DateOf(e.Due),
                answerTooLateAt = TooLateAtOf(e.Due),
                answerProvisional = e.Due?.Provisional ?? false,
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

    private static string DateOf(DueDate? due) => due?.Date ?? "";

    private static DateTimeOffset TooLateAtOf(DueDate? due) =>
        due?.TooLateAt?.ToDateTimeOffset() ?? DateTimeOffset.UnixEpoch;
}
