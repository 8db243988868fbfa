using Dapper;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>
/// 发出征询意见表 (T80; handbook 4.2): a form for every proposer of a delivered reply, due by the profile of the case and the committee's calendar. Directory's journal is another
/// one and may be behind Assignment's: then the reply stays pending and the sweep issues its forms, so that no interleaving loses or parks a form.
/// </summary>
internal static class IssueForms
{
    /// <summary>Issues the forms of a pending reply if the profile and the calendar are known here, and begins or advances its case.</summary>
    public static async Task RunAsync(Transaction tx, string id)
    {
        var reply = await tx.OneAsync<ReplyRow>(
            "SELECT id, proposal, unit, round, proposers, needed, policy_version, delivered_at, pending FROM replies WHERE committee = @committee AND id = @id",
            new { committee = tx.Committee, id }
        );
        if (
            reply is not { Pending: true }
            || await DirectoryCopy.PolicyAsync(tx, reply.PolicyVersion) is not { } policy
            || await DirectoryCopy.CalendarAsync(tx) is not { } calendar
        )
            return;
        tx.Write(
            "UPDATE replies SET pending = 0 WHERE committee = @committee AND id = @id AND pending = 1",
            new { committee = tx.Committee, id }
        );
        foreach (var form in Decide(reply, policy, new WorkingCalendar(calendar)))
            form.Insert(tx);
        switch (await CaseRow.FindAsync(tx, reply.Proposal))
        {
            case null:
                var issued = await RoundForms.LoadAsync(tx, reply.Proposal, reply.Round);
                var state = issued.AllIssued ? CaseState.AwaitingFeedback : CaseState.AwaitingReply;
                CaseRow.Insert(
                    tx,
                    new CaseMoved
                    {
                        Proposal = reply.Proposal,
                        State = state,
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

    /// <summary>Issues what waited for Directory's journal, at most 200 replies a sweep.</summary>
    public static async Task SweepAsync(ServiceShard service, CancellationToken stop)
    {
        await using var connection = await service.Database.OpenReaderAsync(stop);
        var waiting = (
            await connection.QueryAsync<(string Committee, string Id)>(
                "SELECT committee, id FROM replies WHERE pending = 1 ORDER BY delivered_at LIMIT 200"
            )
        ).AsList();
        foreach (var (committee, id) in waiting)
            await service.SweepAsync($"issue-forms:{id}", committee, tx => RunAsync(tx, id), stop);
    }

    /// <summary>One form a proposer, however often he is named (a co-signer may lead a proposal that was merged into this one); the first is the lead.</summary>
    internal static IReadOnlyList<FormRow> Decide(ReplyRow reply, PolicyProfile policy, WorkingCalendar calendar)
    {
        var due = Deadline
            .Count(policy.Feedback, Deadline.LocalDay(reply.DeliveredAt, policy.UtcOffsetMinutes), calendar)
            .Due;
        return
        [
            .. reply
                .Proposers.Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Distinct()
                .Select(
                    (member, i) =>
                        new FormRow
                        {
                            Proposal = reply.Proposal,
                            Reply = reply.Id,
                            Unit = reply.Unit,
                            Member = member,
                            Round = reply.Round,
                            Lead = i == 0,
                            DueDate = WorkingCalendar.FormatDay(due),
                            TooLateAt = Deadline.EndOf(due, policy.UtcOffsetMinutes),
                        }
                ),
        ];
    }
}

/// <summary>A delivered reply, as Assignment told it.</summary>
internal sealed record ReplyRow
{
    public string Id { get; init; } = "";
    public string Proposal { get; init; } = "";
    public string Unit { get; init; } = "";
    public int Round { get; init; }

    /// <summary>Ids of those entitled to a form, joined by commas, the lead first.</summary>
    public string Proposers { get; init; } = "";

    /// <summary>Replies the round needs.</summary>
    public int Needed { get; init; }
    public long PolicyVersion { get; init; }
    public DateTimeOffset DeliveredAt { get; init; }

    /// <summary>Its forms are not issued yet.</summary>
    public bool Pending { get; init; }
}
