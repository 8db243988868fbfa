using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>起草答复 (T66, T70): the next version; an earlier one that was not sent gives way, drafted or signed. Co-handling units do not answer (handbook edge case 27).</summary>
internal static class DraftReply
{
    public static async Task<Decision<Reply>> HandleAsync(DraftReplyRequest request, Transaction tx)
    {
        if (Refuses(request) is { } bad)
            return bad;
        if (
            !(
                await AssignmentRow.LoadOwnForAsync(tx, request.Assignment, "assignment", "", AssignmentMove.DraftReply)
            ).Decided(out var assignment, out var refusal)
        )
            return refusal;
        if (!assignment.Role.Answers())
            return AssignmentRefusals.NotReplying;
        var earlier = await ReplyRow.NewestAsync(tx, assignment.Id);
        if (earlier is not null && ReplyRow.Machine.Refuses(earlier.State, ReplyMove.Supersede) is null)
        {
            earlier.Save(tx, ReplyMove.Supersede);
            assignment = assignment.Save(
                tx,
                new ReplySuperseded
                {
                    Proposal = assignment.Proposal,
                    Assignment = assignment.Id,
                    Reply = earlier.Id,
                }
            );
        }

        return ReplyRow
            .Insert(tx, assignment, (earlier?.Number ?? 0) + 1, request.Text, request.Answers)
            .ToMessage(tx.Committee);
    }

    /// <summary>What is wrong with the request; null when nothing is. An answer left empty would shift those after it, so each must say something.</summary>
    internal static Refusal? Refuses(DraftReplyRequest request) =>
        Input.First(Input.Text(request.Text, "text", 20_000), Input.Count(request.Answers.Count, "answers", 50))
        ?? request.Answers.Select((a, i) => Input.Text(a, $"answers[{i}]", 5_000)).FirstOrDefault(r => r is not null);
}
