using Google.Protobuf;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;
using Proposals.Journal.V1;

namespace Proposals.Assignments;

/// <summary>
/// 重新办理 (handbook T85): Assignment's view of Feedback's journal. Every unit that must answer again gets a new task
/// in its earlier role.
/// </summary>
internal static class FromFeedback
{
    /// <summary>
    /// Applies an event of Feedback's journal. An order follows a reply that was delivered here, so its case and units
    /// are known here whatever the order of the journals. An unknown one is a fault that must become visible, so its
    /// event is parked. A case that was withdrawn meanwhile gets its tasks, and they are cancelled at once: the same
    /// events as if the order had come before the withdrawal.
    /// </summary>
    public static async Task ApplyAsync(Transaction tx, Event entry, IMessage message)
    {
        switch (message)
        {
            case RehandlingOrdered e:
                await HandAgainAsync(tx, e, entry.At.ToDateTimeOffset());
                break;
            case CaseClosed e:
                FiledProposalRow.Close(tx, e.Proposal, closed: true);
                break;
            case CaseMoved e:
                FiledProposalRow.Close(tx, e.Proposal, closed: false);
                break;
            case FormIssued
            or FormDueRecounted
            or FormReopened
            or FeedbackSubmitted
            or PaperFormRecorded
            or PaperConflictSettled
            or FeedbackRestated
            or FormLapsed
            or FormVoided
            or RoundRated
            or ConciliationHeld:
                break;
            default:
                throw new UnknownEventException(message.Descriptor.FullName);
        }
    }

    private static async Task HandAgainAsync(Transaction tx, RehandlingOrdered ordered, DateTimeOffset at)
    {
        var proposal =
            await FiledProposalRow.OfAsync(tx, ordered.Proposal)
            ?? throw new InvalidOperationException(
                $"proposal {ordered.Proposal} is to be handled again but was never handed over here"
            );
        var clock =
            await DueDates.LoadAsync(tx, proposal)
            ?? throw new InvalidOperationException($"no policy profile {proposal.PolicyVersion} or no calendar");
        var ofCase = await AssignmentRow.OfCaseAsync(tx, ordered.Proposal);
        // An upgrade reads the journal again from its beginning.
        if (ofCase.Any(a => a.Round >= ordered.Round))
            return;
        var units = AnsweringNow(ofCase, ordered.Units, ordered.Round);
        var tasks = TasksOf(ofCase, units, ordered.Round);
        foreach (var overtaken in OvertakenBy(ofCase, units, ordered.Round))
            await overtaken.EndAsync(
                tx,
                AssignmentMove.Cancel,
                new AssignmentCancelled
                {
                    Proposal = overtaken.Proposal,
                    Assignment = overtaken.Id,
                    Overtaken = true,
                    Reply = await StandingAsync(tx, ofCase, overtaken),
                }
            );
        foreach (var task in tasks)
        {
            var given = AssignmentRow.HandOver(
                tx,
                proposal,
                task,
                clock.Count(task.Role, task.Round, at),
                tasks.Count,
                at
            );
            if (proposal.Withdrawn)
                await FromIntake.CancelAsync(tx, [given]);
        }
    }

    /// <summary>
    /// The units that answer now for those of an order: a reply may have been sent back before the order was heard, and
    /// its task then given to another unit (申退, 改派).
    /// </summary>
    internal static IReadOnlyList<string> AnsweringNow(
        IReadOnlyList<AssignmentRow> ofCase,
        IEnumerable<string> units,
        int round
    ) => [.. units.Select(unit => SuccessorOf(ofCase, unit, round)).Distinct(StringComparer.Ordinal)];

    private static string SuccessorOf(IReadOnlyList<AssignmentRow> ofCase, string unit, int round)
    {
        var task = ofCase
            .Where(a => a.Unit == unit && a.Round < round && a.Role.Answers())
            .OrderBy(a => a.Round)
            .ThenBy(a => a.Id, StringComparer.Ordinal)
            .LastOrDefault();
        while (task is { State: AssignmentState.Returned } left)
            task = ofCase.FirstOrDefault(a => a.Replaces == left.Id);
        return task?.Unit ?? unit;
    }

    /// <summary>
    /// The tasks whose reply was sent back before this order was heard: their units answer in the new round only.
    /// </summary>
    internal static IReadOnlyList<AssignmentRow> OvertakenBy(
        IEnumerable<AssignmentRow> ofCase,
        IEnumerable<string> units,
        int round
    ) => [.. ofCase.Where(a => a.Round < round && a.Role.Answers() && a.State.IsOpen() && units.Contains(a.Unit))];

    // The reply that was sent back and not answered again: of the task itself, or of the one that it took the place of.
    private static async Task<string> StandingAsync(
        Transaction tx,
        IReadOnlyList<AssignmentRow> ofCase,
        AssignmentRow overtaken
    )
    {
        for (var task = overtaken; task is not null; task = Before(ofCase, task))
        {
            if (await ReplyRow.SentBackAsync(tx, task.Id) is { } reply)
                return reply;
        }

        return "";
    }

    private static AssignmentRow? Before(IEnumerable<AssignmentRow> ofCase, AssignmentRow task) =>
        ofCase.FirstOrDefault(a => a.Id == task.Replaces);

    /// <summary>The tasks of the new round: each unit in the role in which it answered last.</summary>
    internal static IReadOnlyList<NewTask> TasksOf(
        IReadOnlyList<AssignmentRow> ofCase,
        IEnumerable<string> units,
        int round
    ) =>
        [
            .. units
                .Distinct(StringComparer.Ordinal)
                .Select(unit => new NewTask(unit, RoleOf(ofCase, unit, round), round)),
        ];

    private static AssignmentRole RoleOf(IEnumerable<AssignmentRow> ofCase, string unit, int round) =>
        ofCase
            .Where(a => a.Unit == unit && a.Round < round && a.Role.Answers() && a.State.IsLive())
            .MaxBy(a => a.Round)
            ?.Role
        ?? throw new InvalidOperationException(
            $"unit {unit} is to answer again in round {round} but has not answered before"
        );
}
