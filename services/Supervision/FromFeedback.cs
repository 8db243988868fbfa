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
                FormFacts.Table.Add(
                    tx,
                    new FormFacts
                    {
                        Id = e.Form,
                        Proposal = e.Proposal,
                        Unit = e.Unit,
                        Round = e.Round,
                        State = FormState.Open,
                    }
                );
                break;
            case FeedbackSubmitted e:
                SetForm(tx, e.Form, FormState.Submitted);
                // Missing when an older program wrote the event; a RoundRated then follows.
                if (e.CaseRatings is { } ratings)
                    Rate(tx, e.Proposal, e.Round, e.Unit, ratings, e.UnitRatings);
                break;
            case PaperFormRecorded e:
                SetForm(tx, e.Form, FormState.Submitted);
                Rate(tx, e.Proposal, e.Round, e.Unit, e.CaseRatings, e.UnitRatings);
                break;
            case PaperConflictSettled e:
                Rate(tx, e.Proposal, e.Round, e.Unit, e.CaseRatings, e.UnitRatings);
                break;
            case FeedbackRestated e:
                Rate(tx, e.Proposal, e.Round, e.Unit, e.CaseRatings, e.UnitRatings);
                break;
            case FormDueRecounted:
                break;
            case FormReopened e:
                SetForm(tx, e.Form, FormState.Open);
                break;
            case FormVoided e:
                SetForm(tx, e.Form, FormState.Void);
                break;
            case FormLapsed e:
                SetForm(tx, e.Form, FormState.Lapsed);
                break;
            // A RoundRated reports ratings of old forms, not something that happened to the case, so it is not part of
            // the timeline.
            case RoundRated e:
                Rate(tx, e.Proposal, e.Round, "", e.CaseRatings);
                foreach (var unit in e.Units)
                    Rate(tx, e.Proposal, e.Round, unit.Unit, unit.Ratings);
                return Task.CompletedTask;
            case ConciliationHeld e:
                ClosingFacts.Conciliate(tx, e);
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

    private static void SetForm(Transaction tx, string form, FormState state) =>
        tx.Write(
            "UPDATE form_facts SET state = @state WHERE committee = @committee AND id = @form",
            new
            {
                committee = tx.Committee,
                form,
                state,
            }
        );

    private static void Rate(
        Transaction tx,
        string proposal,
        int round,
        string unit,
        Ratings caseRatings,
        Ratings unitRatings
    )
    {
        Rate(tx, proposal, round, "", caseRatings);
        Rate(tx, proposal, round, unit, unitRatings);
    }

    private static void Rate(Transaction tx, string proposal, int round, string unit, Ratings ratings) =>
        new RatingFacts
        {
            Proposal = proposal,
            Round = round,
            Unit = unit,
            Work = ratings.Work,
            Result = ratings.Result,
        }.Save(tx);

    private static void Move(Transaction tx, string proposal, CaseState state, int round) =>
        new ClosingFacts
        {
            Proposal = proposal,
            State = state,
            Round = round,
        }.Save(tx);
}
