using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>回复领导批示: tells once what was done about an instruction.</summary>
internal static class AnswerLeaderInstruction
{
    public static async Task<Decision<LeaderInstruction>> HandleAsync(
        AnswerLeaderInstructionRequest request,
        Transaction tx
    )
    {
        if (Input.Required(request.Answer, "answer") is { } bad)
            return bad;
        if (!ResourceName.Id(request.Name, tx.Committee, "leaderInstructions").Decided(out var id, out var refusal))
            return refusal;
        if (await LeaderInstructionRow.FindAsync(tx, id) is not { } instruction)
            return CommonRefusals.NotFound;
        if (instruction.Answer.Length > 0)
            return SupervisionRefusals.InstructionAnswered;

        return instruction.Answered(tx, request.Answer).ToMessage(tx.Committee);
    }
}
