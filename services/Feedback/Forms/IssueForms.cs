using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>
/// 发出征询意见表 (handbook T80, 4.2): issues a form to every proposer of a delivered reply, due by the profile of the
/// case and the committee's calendar. Directory's journal may lag behind Assignment's. The reply then stays pending and
/// the sweep issues its forms, so that no interleaving loses or parks a form.
/// </summary>
internal static class IssueForms
{
    /// <summary>
    /// Issues the forms of a pending reply if the profile and the calendar are known here, and begins or advances its
    /// case.
    /// </summary>
    public static async Task RunAsync(Transaction tx, string id)
    {
        var reply = await ReplyRow.FindAsync(tx, id);
        if (
            reply is not { Pending: true }
            || await DirectoryCopy.PolicyAsync(tx, reply.PolicyVersion) is not { } policy
            || await DirectoryCopy.CalendarAsync(tx) is not { } calendar
        )
            return;
        reply.FormsAreIssued(tx);
        foreach (var form in Decide(reply, policy, new WorkingCalendar(calendar)))
            form.Insert(tx);
        switch (await CaseRow.FindAsync(tx, reply.Proposal))
        {
            case null:
                var issued = await RoundForms.LoadAsync(tx, reply.Proposal, reply.Round);
                var move = issued.AllIssued ? CaseMove.Complete : CaseMove.Begin;
                CaseRow.Insert(
                    tx,
                    move,
                    new CaseMoved
                    {
                        Proposal = reply.Proposal,
                        State = CaseMachine.Moves.After(default, move),
                        Round = reply.Round,
                    },
                    policy.Version
                );
                break;
            case { } row when row.Round < reply.Round:
                FromAssignment.FollowRound(tx, row, reply.Round);
                break;
        }

        await AdvanceCase.RunAsync(tx, reply.Proposal);
    }

    /// <summary>The period of feedback from an instant.</summary>
    internal static CountedDeadline Count(DateTimeOffset from, PolicyProfile policy, WorkingCalendar calendar) =>
        Deadline.Count(policy.Feedback, Deadline.LocalDay(from, policy.UtcOffsetMinutes), calendar);

    /// <summary>Issues the forms that waited for Directory's journal.</summary>
    public static Task SweepAsync(ServiceShard service, CancellationToken stop) =>
        service.SweepEachAsync("issue-forms", ReplyRow.Waiting, RunAsync, stop);

    /// <summary>
    /// One form for each proposer, however often the proposer is named (a co-signer may lead a proposal that was merged
    /// into this one). Leads are the case's and those of the proposals merged into it: each of them is answered and
    /// rates (handbook edge case 11).
    /// </summary>
    internal static IReadOnlyList<FormRow> Decide(ReplyRow reply, PolicyProfile policy, WorkingCalendar calendar)
    {
        var counted = Count(reply.DeliveredAt, policy, calendar);
        // An older program's event names no leads: then the first proposer is the lead.
        var leads = (reply.Leads.Length > 0 ? reply.Leads : reply.Proposers.Split(',')[0]).Split(',').ToHashSet();
        return
        [
            .. reply
                .Proposers.Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Distinct()
                .Select(member => new FormRow
                {
                    Proposal = reply.Proposal,
                    Reply = reply.Id,
                    Unit = reply.Unit,
                    Member = member,
                    Round = reply.Round,
                    Lead = leads.Contains(member),
                    DueDate = WorkingCalendar.FormatDay(counted.Due),
                    TooLateAt = Deadline.EndOf(counted.Due, policy.UtcOffsetMinutes),
                    Provisional = counted.Provisional,
                    CalendarVersion = calendar.Version,
                }),
        ];
    }
}
