using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Assignments;

/// <summary>What the papers of a unit name beside their text (handbook 3.4, 3.5): whom to ask, and a day.</summary>
internal static class PaperFields
{
    /// <summary>
    /// The error in the person to ask; null when it is valid. A name without a telephone, or the other way round, helps
    /// nobody.
    /// </summary>
    public static Refusal? RefusesHandler(string handler, string phone) =>
        handler.Length == 0 && phone.Length == 0 ? null
        : (Input.Required(handler, "handler") ?? Input.Required(phone, "handler_phone")) is { } missing ? missing
        : IsPhone(phone) ? null
        : CommonRefusals.FieldInvalid.On("handler_phone", "电话号码须为 5 至 20 位数字，可以带区号、分机和 +-()。");

    /// <summary>
    /// The error in the date of a paper; null when it is valid. A unit writes it from the day on which it got the task,
    /// and nobody dates ahead.
    /// </summary>
    public static Refusal? RefusesDate(string date, DateOnly handedOver, DateOnly today) =>
        date.Length == 0 ? null
        : Input.Day(date, "document_date") is { } bad ? bad
        : WorkingCalendar.ParseDay(date) > today
            ? CommonRefusals.FieldInvalid.On("document_date", "成文日期不能晚于今天。")
        : WorkingCalendar.ParseDay(date) < handedOver
            ? CommonRefusals.FieldInvalid.On(
                "document_date",
                $"成文日期不能早于交办日 {WorkingCalendar.FormatDay(handedOver)}。"
            )
        : null;

    /// <summary>What an opinion does not name and the profile wants; null when nothing.</summary>
    public static Refusal? MissingOf(SubmitOpinionRequest request, PolicyProfile policy) =>
        policy.PaperFieldsRequired
            ? Input.First(
                Input.Required(request.DocumentNumber, "document_number"),
                Input.Required(request.Signatory, "signatory"),
                Input.Required(request.Handler, "handler")
            )
            : null;

    /// <summary>What a reply does not name and the profile wants; null when nothing.</summary>
    public static Refusal? MissingOf(SignReplyRequest request, PolicyProfile policy) =>
        policy.PaperFieldsRequired
            ? Input.First(
                Input.Required(request.Reviewer, "reviewer"),
                Input.Required(request.Handler, "handler"),
                request.Disclosure == Disclosure.None
                    ? Input.Required(request.NotPublicReason, "not_public_reason")
                    : null
            )
            : null;

    private static bool IsPhone(string phone) =>
        phone.Count(char.IsAsciiDigit) is >= 5 and <= 20
        && phone.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or '(' or ')' or ' ');
}
