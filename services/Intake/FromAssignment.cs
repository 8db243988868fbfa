using Google.Protobuf;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Journal.V1;

namespace Proposals.Intake;

/// <summary>Intake's knowledge of Assignment: whether a case was handed over, and whether it was answered.</summary>
internal static class FromAssignment
{
    /// <summary>Applies an event of Assignment's journal.</summary>
    public static Task ApplyAsync(Transaction tx, Event entry, IMessage message)
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
                break;
            case ReplyDelivered e:
                tx.Write(
                    "UPDATE handling SET replied = 1 WHERE committee = @committee AND proposal = @Proposal",
                    new { committee = tx.Committee, e.Proposal }
                );
                break;
            case AssignmentAcknowledged
            or ReturnRequested
            or ReturnApproved
            or ReturnRefused
            or ContactLogged
            or OpinionSubmitted
            or ReplyDrafted
            or ReplySuperseded
            or ReplySigned
            or AssignmentCancelled
            or ExtensionRequested
            or ExtensionGranted
            or ExtensionDenied:
                break;
            default:
                throw new UnknownEventException(message.Descriptor.FullName);
        }

        return Task.CompletedTask;
    }

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
