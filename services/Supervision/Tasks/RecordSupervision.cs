using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>登记督办记录: a visit, meeting, study or review of a task that is under way (handbook 3.7, 7.1).</summary>
internal static class RecordSupervision
{
    private const long MostRatings = 10_000;

    public static async Task<Decision<SupervisionRecord>> HandleAsync(RecordSupervisionRequest request, Transaction tx)
    {
        if (RefusesRequest(request) is { } bad)
            return bad;
        if (
            !(await SupervisionTaskRow.LoadForAsync(tx, request.Task, "task", "", SupervisionTaskMove.Record)).Decided(
                out var task,
                out var refusal
            )
        )
            return refusal;
        if (RefusesOf(task.Mode, request) is { } no)
            return no;
        if (!(await LocalToday.OfAsync(tx)).Decided(out var today, out refusal))
            return refusal;
        if (string.CompareOrdinal(request.Day, today) > 0)
            return CommonRefusals.FieldInvalid.On("day", "督办日期不能晚于今天，请在督办之后登记。");

        var record = new SupervisionRecordRow
        {
            Id = tx.NewId(),
            Task = task.Id,
            Day = request.Day,
            Form = request.Form,
            Stage = request.Stage,
            Place = request.Place,
            Participants = request.Participants,
            Minutes = request.Minutes,
            Satisfied = request.Ratings?.Satisfied ?? 0,
            MostlySatisfied = request.Ratings?.MostlySatisfied ?? 0,
            Dissatisfied = request.Ratings?.Dissatisfied ?? 0,
        };
        return record.Insert(tx, task).ToMessage(tx.Committee);
    }

    /// <summary>The error in the request itself; null when it is valid.</summary>
    internal static Refusal? RefusesRequest(RecordSupervisionRequest request) =>
        Input.First(
            Input.Day(request.Day, "day"),
            Input.Choice(request.Form, "form"),
            request.Stage == ContactStage.Unspecified ? null : Input.Choice(request.Stage, "stage"),
            Input.Required(request.Place, "place"),
            Input.Required(request.Participants, "participants"),
            Input.Required(request.Minutes, "minutes"),
            request.Ratings is { } ratings ? RefusesRatings(ratings) : null
        );

    /// <summary>What does not fit the mode; null when it does.</summary>
    internal static Refusal? RefusesOf(SupervisionMode mode, RecordSupervisionRequest request) =>
        request.Ratings is not null && !mode.Rates() ? SupervisionRefusals.NoRatingInMode.On("ratings")
        : mode.HasStages() && request.Stage == ContactStage.Unspecified ? CommonRefusals.FieldRequired.On("stage")
        : null;

    private static Refusal? RefusesRatings(SiteRatings ratings) =>
        Input.First(
            RefusesCount(ratings.Satisfied, "ratings.satisfied"),
            RefusesCount(ratings.MostlySatisfied, "ratings.mostly_satisfied"),
            RefusesCount(ratings.Dissatisfied, "ratings.dissatisfied"),
            ratings.Satisfied + ratings.MostlySatisfied + ratings.Dissatisfied == 0
                ? CommonRefusals.FieldRequired.On("ratings")
                : null
        );

    private static Refusal? RefusesCount(long people, string field) =>
        people is < 0 or > MostRatings
            ? CommonRefusals.FieldInvalid.On(field, $"人数须在 0 至 {MostRatings:N0} 之间。")
            : null;
}
