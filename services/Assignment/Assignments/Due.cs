using Google.Protobuf.WellKnownTypes;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>A due date as it was announced.</summary>
/// <param name="Day">The last day.</param>
/// <param name="TooLateAt">The first instant that is too late.</param>
/// <param name="Provisional">The period touches a year whose holiday notice was not entered yet.</param>
internal readonly record struct Due(DateOnly Day, DateTimeOffset TooLateAt, bool Provisional)
{
    /// <summary>The due date of a message.</summary>
    public static Due Of(DueDate due) =>
        new(WorkingCalendar.ParseDay(due.Date), due.TooLateAt.ToDateTimeOffset(), due.Provisional);

    /// <summary>The day as messages and texts show it, YYYY-MM-DD.</summary>
    public string Text => WorkingCalendar.FormatDay(Day);

    /// <summary>The due date as clients see it.</summary>
    public DueDate ToMessage() =>
        new()
        {
            Date = Text,
            TooLateAt = Timestamp.FromDateTimeOffset(TooLateAt),
            Provisional = Provisional,
        };
}
