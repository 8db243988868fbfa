using Google.Protobuf;
using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;
using Proposals.Journal.V1;

namespace Proposals.Supervision;

/// <summary>A feedback form, as Feedback's journal tells it.</summary>
internal sealed record FormFacts
{
    public string Proposal { get; init; } = "";
    public string Unit { get; init; } = "";
    public int Round { get; init; }

    /// <summary>It was issued to the lead proposer of the case.</summary>
    public bool Lead { get; init; }
    public FormState State { get; init; }
    public Rating Work { get; init; }
    public Rating Result { get; init; }
}

/// <summary>Where the closing side of a case stands, as Feedback's journal tells it.</summary>
internal sealed record ClosingFacts
{
    public string Proposal { get; init; } = "";
    public CaseState State { get; init; }
    public int Round { get; init; }
}

/// <summary>What Feedback's journal changes here.</summary>
internal static class FeedbackFacts
{
    /// <summary>Applies an event of Feedback's journal. One about a form that is not known throws and is parked: nothing is lost.</summary>
    public static Task ApplyAsync(UnitOfWork unit, Event entry, IMessage message)
    {
        var committee = unit.Committee;
        switch (message)
        {
            case FormIssued e:
                unit.Write(
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
                unit.Write(
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
                unit.Write(
                    "UPDATE form_facts SET state = 3 WHERE committee = @committee AND id = @Form",
                    new { committee, e.Form }
                );
                break;
            case CaseMoved e:
                Move(unit, e.Proposal, e.State, e.Round);
                break;
            case RehandlingOrdered e:
                Move(unit, e.Proposal, CaseState.AwaitingReply, e.Round);
                break;
            case CaseClosed e:
                Move(unit, e.Proposal, CaseState.Closed, e.Round);
                break;
            default:
                throw new UnknownEventException(message.Descriptor.FullName);
        }

        Timeline.Record(unit, entry, message);
        return Task.CompletedTask;
    }

    private static void Move(UnitOfWork unit, string proposal, CaseState state, int round) =>
        unit.Write(
            """
            INSERT INTO closing_facts (committee, proposal, state, round) VALUES (@committee, @proposal, @state, @round)
            ON CONFLICT (committee, proposal) DO UPDATE SET state = excluded.state, round = excluded.round
            """,
            new
            {
                committee = unit.Committee,
                proposal,
                state,
                round,
            }
        );
}
