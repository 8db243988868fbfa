using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>
/// 代录 (handbook T83, 1.4, 9): the office records a signed paper form with its scan. The proposer is told, and has
/// the period of feedback again to contradict. A paper form that differs from what was stated online conflicts with it:
/// a person decides (edge case 44), and until then what the proposer stated itself counts.
/// </summary>
internal static class RecordPaperForm
{
    public static async Task<Decision<FeedbackForm>> HandleAsync(
        RecordPaperFormRequest request,
        Transaction tx,
        Receipts receipts
    )
    {
        if (FormRow.IsDepartment(tx.Caller))
            return CommonRefusals.RoleRequired.Because(
                "承办单位的账号不能代录评价，请由提案委员会办公室凭提案者签字的纸质表代录。"
            );
        if (RefusesPaper(request) is { } bad)
            return bad;
        var scan = request.Scan;
        var received = new ReceivedFile(tx.Committee, scan.Sha256, scan.Size, scan.MediaType, scan.FileName);
        if (!receipts.HasReceived(received, tx.Now, request.Receipt.Span))
            return FeedbackRefusals.ScanNotReceived.On("receipt");
        if (!(await FormRow.LoadAsync(tx, request.Name)).Decided(out var form, out var refusal))
            return refusal;
        if (form.RefusesOwner(tx.Caller) is { } own)
            return own;
        if (Etag.Refuses(request.Etag, form.Version) is { } stale)
            return stale;
        var row = await CaseRow.OfAsync(tx, form.Proposal);
        var policy = await row.PolicyAsync(tx);
        if (Refuses(form, row, tx.Now, policy) is { } no)
            return no;
        var reply =
            await ReplyRow.FindAsync(tx, form.Reply)
            ?? throw new InvalidOperationException($"form {form.Id} has no reply");
        if (RefusesDay(request.PaperDate, reply.DeliveredAt, tx.Now, policy) is { } wrongDay)
            return wrongDay;
        if (await DirectoryCopy.CalendarAsync(tx) is not { } published)
            return CommonRefusals.NotFound;

        // A correction after the last day of the form gives no time anew.
        var restateBy =
            tx.Now < form.TooLateAt
                ? IssueForms.Count(tx.Now, policy, new WorkingCalendar(published)).Due
                : WorkingCalendar.ParseDay(form.RestateBy);
        await StatementRow.KeepAsync(tx, form);
        var paper = new StatementRow
        {
            Source = StatementSource.Paper,
            Work = request.Work,
            Result = request.Result,
            Comment = request.Comment,
            PaperDate = request.PaperDate,
            Recorder = tx.Caller.Account,
            ScanSha256 = scan.Sha256,
            ScanName = scan.FileName,
            ScanType = scan.MediaType,
            ScanSize = scan.Size,
        };
        var recorded = form.Record(tx, paper, restateBy, await FormRow.OfCaseAsync(tx, form.Proposal), policy);
        paper.Insert(tx, recorded);
        if (recorded.Decides(form))
            await AdvanceCase.AgainAsync(tx, row);
        return recorded.ToMessage(tx.Committee);
    }

    /// <summary>
    /// The reason why the form cannot take a paper now; null when it can. The office corrects its own record as long as
    /// the proposer may.
    /// </summary>
    internal static Refusal? Refuses(FormRow form, CaseRow row, DateTimeOffset now, PolicyProfile policy) =>
        Input.First(
            form.State == FormState.Lapsed
            || (form.State == FormState.Open && now >= form.TooLateAt)
            || (
                form.State == FormState.Submitted
                && now >= form.TooLateAt
                && !((form.OnPaper || form.Conflict) && form.CanBeRestated(now, policy))
            )
                ? FeedbackRefusals.FormLapsed.Because(
                    form.State == FormState.Submitted
                        ? "反馈期限已过，已填写的评价不再代录。"
                        : "反馈期限已过，不能代录；确需补录的，请先重新开放征询意见表。"
                )
                : null,
            form.RefusesChange(row, FormMove.Record)
        );

    /// <summary>The reason why what is on the paper cannot be recorded; null when it can. Nothing is preset.</summary>
    internal static Refusal? RefusesPaper(RecordPaperFormRequest request) =>
        Input.First(
            SubmitFeedback.RefusesRating(request.Work, "work"),
            SubmitFeedback.RefusesRating(request.Result, "result"),
            Input.Day(request.PaperDate, "paper_date"),
            request.Scan is null ? FeedbackRefusals.ScanRequired.On("scan")
                : request.Scan.MediaType is "application/pdf" or "image/jpeg" or "image/png" ? null
                : FeedbackRefusals.ScanRequired.On("scan", "扫描件须为 pdf、jpg 或 png 文件。")
        )
        ?? FileRules.Refuses(
            request.Scan!.Sha256,
            request.Scan.FileName,
            request.Scan.MediaType,
            request.Scan.Size,
            "scan"
        );

    /// <summary>A paper rates a reply that was there, and is dated today at the latest.</summary>
    internal static Refusal? RefusesDay(
        string paperDate,
        DateTimeOffset deliveredAt,
        DateTimeOffset now,
        PolicyProfile policy
    )
    {
        var day = WorkingCalendar.ParseDay(paperDate);
        return
            day < Deadline.LocalDay(deliveredAt, policy.UtcOffsetMinutes)
            || day > Deadline.LocalDay(now, policy.UtcOffsetMinutes)
            ? FeedbackRefusals.PaperDate.On("paper_date")
            : null;
    }
}
