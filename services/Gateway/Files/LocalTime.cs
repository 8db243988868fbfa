using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Proposals.Channels;

namespace Proposals.Gateway;

/// <summary>Local time of a committee, as its policy profile gives it.</summary>
/// <param name="OffsetMinutes">Minutes east of UTC.</param>
internal readonly record struct LocalTime(int OffsetMinutes)
{
    /// <summary>What readers call it: 北京时间, elsewhere the distance to UTC, such as UTC+05:30.</summary>
    public string Title =>
        OffsetMinutes == ChinaTime.OffsetMinutes
            ? "北京时间"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"UTC{(OffsetMinutes < 0 ? '-' : '+')}{Offset.Duration():hh\\:mm}"
            );

    private TimeSpan Offset => TimeSpan.FromMinutes(OffsetMinutes);

    /// <summary>The local time of an instant.</summary>
    public DateTimeOffset Of(DateTimeOffset instant) => instant.ToOffset(Offset);

    /// <summary>The local minute of an instant; empty without one.</summary>
    public string Minute(Timestamp? instant) =>
        instant is null
            ? ""
            : Of(instant.ToDateTimeOffset()).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
