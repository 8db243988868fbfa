using Google.Protobuf;
using Proposals.Assignments.V1;

namespace Proposals.Assignments.Tests;

public sealed class AssignmentMachineTests
{
    [Fact]
    public void Is_the_one_of_the_handbook() =>
        MachineFacts.HasTheTable(
            AssignmentMachine.Moves,
            "Unspecified HandOver HandedOver",
            "HandedOver Acknowledge Acknowledged",
            "HandedOver RequestReturn HandedOver",
            "HandedOver ApproveReturn Returned",
            "HandedOver RequestExtension HandedOver",
            "HandedOver GrantExtension HandedOver",
            "HandedOver Reassign Returned",
            "HandedOver Release Cancelled",
            "HandedOver Cancel Cancelled",
            "Acknowledged RequestReturn Acknowledged",
            "Acknowledged ApproveReturn Returned",
            "Acknowledged LogContact Acknowledged",
            "Acknowledged GiveOpinion OpinionGiven",
            "Acknowledged DraftReply Acknowledged",
            "Acknowledged SignReply Acknowledged",
            "Acknowledged DeliverReply Replied",
            "Acknowledged RequestExtension Acknowledged",
            "Acknowledged GrantExtension Acknowledged",
            "Acknowledged Reassign Returned",
            "Acknowledged Release Cancelled",
            "Acknowledged Cancel Cancelled",
            "Acknowledged SendBackReply Acknowledged",
            "OpinionGiven SendBackOpinion Acknowledged",
            "Replied LogContact Replied",
            "Replied SendBackReply Acknowledged"
        );

    [Fact]
    public void Refuses_every_other_move() => MachineFacts.RefusesAllElse(AssignmentMachine.Moves);

    [Fact]
    public void And_its_events_lead_to_the_same_states()
    {
        var at = Given.Moment("2026-03-03 10:00");
        var due = new DueDate
        {
            Date = "2026-07-02",
            TooLateAt = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(Given.Moment("2026-07-03 00:00")),
        };
        (AssignmentMove Move, IMessage Event)[] pairs =
        [
            (AssignmentMove.Acknowledge, new AssignmentAcknowledged()),
            (AssignmentMove.RequestReturn, new ReturnRequested()),
            (AssignmentMove.ApproveReturn, new ReturnApproved()),
            (AssignmentMove.LogContact, new ContactLogged()),
            (AssignmentMove.GiveOpinion, new OpinionSubmitted()),
            (AssignmentMove.SendBackOpinion, new OpinionSentBack { Due = due }),
            (AssignmentMove.SendBackReply, new ReplySentBack { Due = due }),
            (AssignmentMove.DraftReply, new ReplyDrafted()),
            (AssignmentMove.SignReply, new ReplySigned()),
            (AssignmentMove.DeliverReply, new ReplyDelivered()),
            (AssignmentMove.RequestExtension, new ExtensionRequested()),
            (AssignmentMove.GrantExtension, new ExtensionGranted { Due = due }),
            (AssignmentMove.Reassign, new AssignmentReassigned()),
            (AssignmentMove.Release, new AssignmentReleased()),
            (AssignmentMove.Cancel, new AssignmentCancelled()),
        ];
        foreach (var row in AssignmentMachine.Moves.Table.Where(t => t.Move != AssignmentMove.HandOver))
        {
            var happened = pairs.Single(p => p.Move == row.Move).Event;
            var before = Given.Assignment(state: row.From);
            before.After(row.Move, happened, at).State.ShouldBe(row.To, $"{row.From} {row.Move}");
            AssignmentRow.Evolve(before, happened, at).State.ShouldBe(row.From, "an event says nothing of the state");
        }
    }
}
