using Google.Protobuf.WellKnownTypes;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Assignments;

/// <summary>
/// Takes over the open cases of an earlier system's ledger (docs/decisions/0026-imported-cases-are-handled-on.md). One
/// that was not handed over waits for hand-over. One that was keeps its units and days: they answer here, and the due
/// dates are counted from the ledger's day. Directory's journal may lag behind Intake's; the sweep then does the rest.
/// </summary>
internal static class TakeOverLedgerCase
{
    /// <summary>Stores an imported case and gives its units their tasks, if the rules are known here.</summary>
    public static async Task AcceptAsync(Transaction tx, LedgerCaseImported e)
    {
        var merged = e.MergedInto.Length > 0;
        if (!merged && e.Handling is not (LedgerHandling.Waiting or LedgerHandling.InHand))
            return;
        FiledProposalRow.Import(tx, e);
        if (merged || e.Handling != LedgerHandling.InHand)
            return;
        var units = e.Row.CoUnits.Prepend(e.Row.Unit).Where(u => u.Length > 0).Distinct(StringComparer.Ordinal);
        // A ledger may give a day of hand-over and no unit to answer. Its case waits until the office names one.
        if (e.Row.Unit.Length == 0)
            return;
        new LedgerHandOverRow
        {
            Id = e.Proposal,
            Units = string.Join(',', units),
            HandedOverOn = e.Row.HandedOverOn,
            AcknowledgedOn = e.Row.AcknowledgedOn,
        }.Keep(tx);
        await RunAsync(tx, e.Proposal);
    }

    /// <summary>Carries out a hand-over that waits, if the profile and the calendar are known here.</summary>
    public static async Task RunAsync(Transaction tx, string id)
    {
        if (await LedgerHandOverRow.FindAsync(tx, id) is not { } waiting)
            return;
        if (
            await FiledProposalRow.OfAsync(tx, id)
            is not { HandedOver: false, Withdrawn: false, MergedInto: "" } proposal
        )
        {
            waiting.Remove(tx);
            return;
        }

        if (await DueDates.LoadAsync(tx, proposal) is not { } clock)
            return;
        waiting.Remove(tx);
        var at = clock.BeginningOf(waiting.HandedOverOn);
        proposal = proposal.HandOver(tx, at);
        var tasks = TasksOf(waiting.Units.Split(','));
        foreach (var task in tasks)
        {
            var dues = clock.Count(task.Role, task.Round, at);
            var given = AssignmentRow.HandOver(
                tx,
                proposal,
                task,
                dues,
                HandOver.RepliesNeeded(tasks),
                at,
                earlier: true
            );
            if (waiting.AcknowledgedOn.Length > 0)
                Acknowledge(tx, given, clock.BeginningOf(waiting.AcknowledgedOn));
        }
    }

    /// <summary>Carries out the hand-overs that waited for Directory's journal.</summary>
    public static Task SweepAsync(ServiceShard service, CancellationToken stop) =>
        service.SweepEachAsync("take-over-ledger-case", LedgerHandOverRow.Waiting, RunAsync, stop);

    /// <summary>The tasks of the units: the first answers, the others are co-handling.</summary>
    internal static IReadOnlyList<NewTask> TasksOf(IReadOnlyList<string> units) =>
        [
            new NewTask(units[0], units.Count == 1 ? AssignmentRole.Sole : AssignmentRole.Lead),
            .. units.Skip(1).Select(u => new NewTask(u, AssignmentRole.CoHandle)),
        ];

    private static void Acknowledge(Transaction tx, AssignmentRow given, DateTimeOffset at) =>
        given.Save(
            tx,
            AssignmentMove.Acknowledge,
            new AssignmentAcknowledged
            {
                Proposal = given.Proposal,
                Assignment = given.Id,
                AcknowledgedAt = Timestamp.FromDateTimeOffset(at),
            }
        );
}
