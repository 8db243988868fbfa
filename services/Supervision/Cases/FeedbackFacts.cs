using Google.Protobuf;
using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;
using Proposals.Journal.V1;

namespace Proposals.Supervision;

/// <summary>What Feedback's journal changes here.</summary>
internal static class FeedbackFacts
{
    /// <summary>Applies an event of Feedback's journal. One about a form that is not known throws and is parked: nothing is lost.</summary>
    public static Task ApplyAsync(Transaction tx, Event entry, IMessage message)
    {
        var committee = tx.Committee;
        switch (message)
        {
            case FormIssued e:
                tx.Write(
                    """
                    INSERT INTO form_facts (committee, id, proposal, unit, round, lead, state, work, result)
                    VALUES (@committee, @Form, @Proposal, @Unit, @Round, @Lead, 1, 0, 0)
                    """,
                    new
                    {
                        committee,
                        e.Form,
                        e.Proposal,
                        e.Unit,
                        e.Round,
                        e.Lead,
                    }
                );
                break;
            case FeedbackSubmitted e:
                tx.Write(
                    "UPDATE form_facts SET state = 2, work = @Work, result = @Result WHERE committee = @committee AND id = @Form",
                    new
                    {
                        committee,
                        e.Form,
                        e.Work,
                        e.Result,
                    }
                );
                break;
            case FormLapsed e:
                tx.Write(
                    "UPDATE form_facts SET state = 3 WHERE committee = @committee AND id = @Form",
                    new { committee, e.Form }
                );
                break;
            case CaseMoved e:
                Move(tx, e.Proposal, e.State, e.Round);
                break;
            case RehandlingOrdered e:
                Move(tx, e.Proposal, CaseState.AwaitingReply, e.Round);
                break;
            case CaseClosed e:
                Move(tx, e.Proposal, CaseState.Closed, e.Round);
                break;
            default:
                throw new UnknownEventException(message.Descriptor.FullName);
        }

        Timeline.Record(tx, entry, message);
        return Task.CompletedTask;
    }

    private static void Move(Transaction tx, string proposal, CaseState state, int round) =>
        tx.Write(
            """
            INSERT INTO closing_facts (committee, proposal, state, round) VALUES (@committee, @proposal, @state, @round)
            ON CONFLICT (committee, proposal) DO UPDATE SET state = excluded.state, round = excluded.round
            """,
            new
            {
                committee = tx.Committee,
                proposal,
                state,
                round,
            }
        );
}
