using Google.Protobuf;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// 准予延期 (handbook T65): grants an extension, as asked or up to an earlier day with a reason, and moves the due
/// date. The old date and the one asked for stay in the request, the event and the ledger. A request made in time may
/// be granted after the old due date.
/// </summary>
internal static class GrantExtension
{
    public static async Task<Decision<ExtensionRequest>> HandleAsync(GrantExtensionRequest request, Transaction tx)
    {
        if (request.Until.Length > 0 && Input.Day(request.Until, "until") is { } bad)
            return bad;
        if (
            !(await ExtensionRequestRow.LoadForAsync(tx, request.Name, ExtensionRequestMove.Grant)).Decided(
                out var extension,
                out var refusal
            )
        )
            return refusal;
        var assignment = await AssignmentRow.OfPartAsync(tx, extension.Assignment);
        if (AssignmentMachine.Moves.Refuses(assignment.State, AssignmentMove.GrantExtension) is { } illegal)
            return illegal;
        if (
            await FiledProposalRow.OfAsync(tx, assignment.Proposal) is not { } proposal
            || await DueDates.LoadAsync(tx, proposal) is not { } clock
        )
            return CommonRefusals.NotFound;
        var until = request.Until.Length > 0 ? request.Until : extension.Until;
        var told = await assignment.LedgerAsync(tx, Duty.Answer);
        var cap = clock.Cap(told, await assignment.RoundBeganAsync(tx, proposal));
        var longest = clock.LongestExtension(assignment.Due.Day);
        if (Refuses(assignment, extension.Until, until, request.Reason, cap, longest) is { } no)
            return no;
        var ledger = clock.Extended(
            told,
            WorkingCalendar.ParseDay(until),
            WorkingCalendar.ParseDay(extension.Until),
            request.Reason
        );

        var granted = extension.Grant(tx, until, request.Reason);
        assignment.KeepLedger(tx, Duty.Answer, ledger);
        assignment.Save(
            tx,
            AssignmentMove.GrantExtension,
            new ExtensionGranted
            {
                Proposal = assignment.Proposal,
                Assignment = assignment.Id,
                ExtensionRequest = extension.Id,
                Due = ledger.Due,
                OldDue = assignment.Due.ToMessage(),
                AskedUntil = until == extension.Until ? "" : extension.Until,
                ReasonHash = request.Reason.Length > 0 ? TextHash.Of(request.Reason) : ByteString.Empty,
            }
        );
        return granted.ToMessage(tx.Committee);
    }

    /// <summary>
    /// The reason why this day cannot be granted; null when it can. A calendar may have moved the due date since the
    /// request, so the day asked for is compared too.
    /// </summary>
    /// <param name="assignment">The assignment with its present due date.</param>
    /// <param name="asked">The day asked for, YYYY-MM-DD.</param>
    /// <param name="until">The day to grant.</param>
    /// <param name="reason">Why another day than the one asked for.</param>
    /// <param name="cap">Last day that any extension may reach.</param>
    /// <param name="longest">Last day that one extension may reach.</param>
    internal static Refusal? Refuses(
        AssignmentRow assignment,
        string asked,
        string until,
        string reason,
        DateOnly cap,
        DateOnly longest
    ) =>
        WorkingCalendar.ParseDay(until) > WorkingCalendar.ParseDay(asked)
            ? AssignmentRefusals.BeyondAsked.On("until", $"承办单位申请延至 {asked}，请选择不晚于此的日期。")
        : WorkingCalendar.ParseDay(until) <= assignment.Due.Day
            ? AssignmentRefusals.NotLater.On(
                "until",
                $"准予延至的日期须晚于现有期限 {assignment.Due.Text}；不需要延期的，请选“不予延期”。"
            )
        : RequestExtension.RefusesBeyond(until, cap, longest)
            ?? (until == asked ? null : Input.Required(reason, "reason"));
}
