using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>承诺有进展 (handbook T102): the unit tells the proposers and the offices how far a commitment is.</summary>
internal static class ReportCommitmentProgress
{
    public static async Task<Decision<Commitment>> HandleAsync(ReportCommitmentProgressRequest request, Transaction tx)
    {
        if (Input.First(Input.Required(request.Text, "text"), Input.Day(request.Day, "day")) is { } bad)
            return bad;
        if (
            !(await CommitmentRow.LoadOwnForAsync(tx, request.Name, request.Etag, CommitmentMove.Report)).Decided(
                out var commitment,
                out var refusal
            )
        )
            return refusal;
        if (await DirectoryCopy.PolicyAsync(tx, commitment.PolicyVersion) is not { } policy)
            return CommonRefusals.NotFound;
        if (
            RefusesDay(
                request.Day,
                Deadline.LocalDay(commitment.MadeAt, policy.UtcOffsetMinutes),
                Deadline.LocalDay(tx.Now, policy.UtcOffsetMinutes)
            ) is
            { } no
        )
            return no;

        var reported = commitment.Save(
            tx,
            CommitmentMove.Report,
            new CommitmentProgressed
            {
                Proposal = commitment.Proposal,
                Commitment = commitment.Id,
                Unit = commitment.Unit,
                Date = request.Day,
                TextHash = TextHash.Of(request.Text),
            },
            new CommitmentEntryRow { Text = request.Text, Day = request.Day }
        );
        return reported.ToMessage(tx.Committee);
    }

    /// <summary>A progress lies between the delivery of the reply and today.</summary>
    internal static Refusal? RefusesDay(string text, DateOnly made, DateOnly today)
    {
        var day = WorkingCalendar.ParseDay(text);
        return day > today ? CommonRefusals.FieldInvalid.On("day", "进展日期不能晚于今天。")
            : day < made
                ? CommonRefusals.FieldInvalid.On(
                    "day",
                    $"进展日期不能早于答复送达日 {WorkingCalendar.FormatDay(made)}。"
                )
            : null;
    }
}
