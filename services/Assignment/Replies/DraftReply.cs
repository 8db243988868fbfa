using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 起草答复 (handbook T66, T70): writes the next version. It supersedes an earlier one that was not sent, drafted or
/// signed. Co-handling units do not answer (handbook edge case 27).
/// </summary>
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
        if (earlier is not null && ReplyMachine.Moves.Refuses(earlier.State, ReplyMove.Supersede) is null)
        {
            earlier.Save(tx, ReplyMove.Supersede);
            assignment = assignment.Note(
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

    /// <summary>
    /// The error in the request; null when it is valid. An empty answer would shift the later ones, so none may be
    /// empty.
    /// </summary>
    internal static Refusal? Refuses(DraftReplyRequest request) =>
        Input.First(Input.Required(request.Text, "text"), Input.Count(request.Answers.Count, "answers", 50))
        ?? request.Answers.Select((a, i) => Input.Required(a, $"answers[{i}]")).FirstOrDefault(r => r is not null);
}
