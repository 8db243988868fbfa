using Proposals.BuildingBlocks;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>登记领导批示: records what a leader wrote on a filed case (handbook 7.1, 7.2).</summary>
internal static class RecordLeaderInstruction
{
    public static async Task<Decision<LeaderInstruction>> HandleAsync(
        RecordLeaderInstructionRequest request,
        Transaction tx
    )
    {
        if (
            Input.First(
                Input.Required(request.Leader, "leader"),
                Input.Day(request.Day, "day"),
                Input.Required(request.Text, "text")
            ) is
            { } bad
        )
            return bad;
        if (
            !ResourceName
                .Id(request.Proposal, tx.Committee, "proposals", "proposal")
                .Decided(out var proposal, out var refusal)
        )
            return refusal;
        if (
            await CaseRecord.LoadAsync(tx, CaseQuery.One, new { committee = tx.Committee, id = proposal })
            is not [var found]
        )
            return CommonRefusals.NotFound;
        if (!(await LocalToday.OfAsync(tx)).Decided(out var today, out refusal))
            return refusal;
        if (found.Intake.State != ProposalState.Filed)
            return SupervisionRefusals.NotFiled.Because("只有已立案、未并出、未撤案的提案可以登记领导批示。");
        if (string.CompareOrdinal(request.Day, today) > 0)
            return CommonRefusals.FieldInvalid.On("day", "批示日期不能晚于今天。");

        var instruction = new LeaderInstructionRow
        {
            Id = tx.NewId(),
            Proposal = proposal,
            Leader = request.Leader,
            Day = request.Day,
            Text = request.Text,
        };
        return instruction.Insert(tx).ToMessage(tx.Committee);
    }
}
