using Google.Protobuf.WellKnownTypes;

namespace Proposals.BuildingBlocks;

/// <summary>Instants as the journal and the tables keep them: UTC, truncated to microseconds.</summary>
public static class Instant
{
    /// <summary>The instant truncated to microseconds, as it will be read back.</summary>
    public static DateTimeOffset Cut(DateTimeOffset at) => FromMicros(ToMicros(at));

    /// <summary>Microseconds since 1970 UTC.</summary>
    public static long ToMicros(DateTimeOffset at) =>
        (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The instant as a message holds it; null for the epoch, which means "not yet" in a row.</summary>
    public static Timestamp? ToTimestamp(DateTimeOffset at) =>
        at == DateTimeOffset.UnixEpoch ? null : Timestamp.FromDateTimeOffset(at);

    /// <summary>The instant from microseconds since 1970 UTC.</summary>
    public static DateTimeOffset FromMicros(long micros) =>
        DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);
}
