using Google.Protobuf;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Journal.V1;

namespace Proposals.Supervision;

/// <summary>A unit's task in a case, as Assignment's journal tells it.</summary>
internal record AssignmentFacts
{
    /// <summary>The columns, of the table called a.</summary>
    public const string Columns = """
        a.id, a.proposal, a.unit, a.role, a.round, a.state, a.replies_needed, a.policy_version, a.acknowledge_due, a.acknowledge_too_late_at, a.acknowledge_provisional,
          a.answer_due, a.answer_too_late_at, a.answer_provisional, a.acknowledged_at, a.completed_at
        """;

    public string Id { get; init; } = "";
    public string Proposal { get; init; } = "";
    public string Unit { get; init; } = "";
    public AssignmentRole Role { get; init; }
    public int Round { get; init; }
    public AssignmentState State { get; init; }
    public int RepliesNeeded { get; init; }
    public long PolicyVersion { get; init; }
    public string AcknowledgeDue { get; init; } = "";
    public DateTimeOffset AcknowledgeTooLateAt { get; init; } = DateTimeOffset.UnixEpoch;
    public bool AcknowledgeProvisional { get; init; }
    public string AnswerDue { get; init; } = "";
    public DateTimeOffset AnswerTooLateAt { get; init; } = DateTimeOffset.UnixEpoch;
    public bool AnswerProvisional { get; init; }
    public DateTimeOffset AcknowledgedAt { get; init; } = DateTimeOffset.UnixEpoch;
    public DateTimeOffset CompletedAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>It was neither returned nor cancelled.</summary>
    public bool Counts => State is not (AssignmentState.Returned or AssignmentState.Cancelled);

    /// <summary>The unit answers the proposers: lead, sole or separate.</summary>
    public bool Answers => Role != AssignmentRole.CoHandle;

    /// <summary>Applies an event of Assignment's journal. One about an assignment that is not known throws and is parked: nothing is lost.</summary>
    public static Task ApplyAsync(Transaction tx, Event entry, IMessage message)
    {
        var committee = tx.Committee;
        var at = entry.At.ToDateTimeOffset();
        switch (message)
        {
            case AssignmentHandedOver e:
                HandOver(tx, e);
                break;
            case AssignmentAcknowledged e:
                tx.Write(
                    "UPDATE assignment_facts SET state = 2, acknowledged_at = @at WHERE committee = @committee AND id = @Assignment",
                    new
                    {
                        committee,
                        e.Assignment,
                        at,
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
                Complete(tx, e.Assignment, AssignmentState.OpinionGiven, at);
                break;
            case ReplyDelivered e:
                Complete(tx, e.Assignment, AssignmentState.Replied, at);
                tx.Write(
                    """
                    INSERT INTO reply_facts (committee, id, proposal, assignment, unit, role, round, outcome_class, disclosure, replies_needed, delivered_at)
                    VALUES (@committee, @Reply, @Proposal, @Assignment, @Unit, @Role, @Round, @OutcomeClass, @Disclosure, @RepliesNeeded, @at)
                    """,
                    new
                    {
                        committee,
                        e.Reply,
                        e.Proposal,
                        e.Assignment,
                        e.Unit,
                        e.Role,
                        e.Round,
                        e.OutcomeClass,
                        e.Disclosure,
                        e.RepliesNeeded,
                        at,
                    }
                );
                break;
            case ContactLogged e:
                tx.Write(
                    "INSERT INTO contact_facts (committee, id, proposal, assignment, day, form) VALUES (@committee, @Contact, @Proposal, @Assignment, @Date, @Form)",
                    new
                    {
                        committee,
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
                    UPDATE assignment_facts SET answer_due = @due, answer_too_late_at = @tooLateAt, answer_provisional = @provisional
                    WHERE committee = @committee AND id = @Assignment
                    """,
                    new
                    {
                        committee,
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
            INSERT INTO assignment_facts (committee, id, proposal, unit, role, round, state, replies_needed, policy_version, acknowledge_due, acknowledge_too_late_at,
              acknowledge_provisional, answer_due, answer_too_late_at, answer_provisional, acknowledged_at, completed_at)
            VALUES (@committee, @Assignment, @Proposal, @Unit, @Role, @Round, 1, @RepliesNeeded, @PolicyVersion, @acknowledgeDue, @acknowledgeTooLateAt,
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
                e.RepliesNeeded,
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
            "UPDATE assignment_facts SET state = @state, completed_at = @at WHERE committee = @committee AND id = @assignment",
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
