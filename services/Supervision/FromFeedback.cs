using Google.Protobuf;
using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;
using Proposals.Journal.V1;

namespace Proposals.Supervision;

/// <summary>
/// Stores Supervision's part of Feedback's journal: forms, Feedback's ratings, the closing side of a case.
/// </summary>
internal static class FromFeedback
{
    /// <summary>
    /// Applies an event of Feedback's journal. An event about an unknown form throws and is parked, so nothing is lost.
    /// </summary>
    public static Task ApplyAsync(Transaction tx, Event entry, IMessage message)
    {
        switch (message)
        {
            case FormIssued e:
                tx.Write(
                    """
                    INSERT INTO form_facts (committee, id, proposal, unit, round, state)
                    VALUES (@committee, @Form, @Proposal, @Unit, @Round, 1)
                    """,
                    new
                    {
                        committee = tx.Committee,
                        e.Form,
                        e.Proposal,
                        e.Unit,
                        e.Round,
                    }
                );
                break;
            case FeedbackSubmitted e:
                EndForm(tx, e.Form, FormState.Submitted);
                // Missing when an older program wrote the event; a RoundRated then follows.
                if (e.CaseRatings is { } ratings)
                {
                    Rate(tx, e.Proposal, e.Round, "", ratings);
                    Rate(tx, e.Proposal, e.Round, e.Unit, e.UnitRatings);
                }

                break;
            case FormLapsed e:
                EndForm(tx, e.Form, FormState.Lapsed);
                break;
            // A RoundRated reports ratings of old forms, not something that happened to the case, so it is not part of
            // the timeline.
            case RoundRated e:
                Rate(tx, e.Proposal, e.Round, "", e.CaseRatings);
                foreach (var unit in e.Units)
                    Rate(tx, e.Proposal, e.Round, unit.Unit, unit.Ratings);
                return Task.CompletedTask;
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

    private static void EndForm(Transaction tx, string form, FormState state) =>
        tx.Write(
            "UPDATE form_facts SET state = @state WHERE committee = @committee AND id = @form",
            new
            {
                committee = tx.Committee,
                form,
                state,
            }
        );

    private static void Rate(Transaction tx, string proposal, int round, string unit, Ratings ratings) =>
        tx.Write(
            """
            INSERT INTO rating_facts (committee, proposal, round, unit, work, result)
            VALUES (@committee, @proposal, @round, @unit, @Work, @Result)
            ON CONFLICT (committee, proposal, round, unit) DO UPDATE SET work = excluded.work, result = excluded.result
            """,
            new
            {
                committee = tx.Committee,
                proposal,
                round,
                unit,
                ratings.Work,
                ratings.Result,
            }
        );

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
