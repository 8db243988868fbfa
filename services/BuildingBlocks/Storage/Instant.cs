using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using Dapper;

namespace Proposals.BuildingBlocks;

/// <summary>Instants as the journal and the tables keep them: UTC, truncated to microseconds.</summary>
public static class Instant
{
    /// <summary>The instant truncated to microseconds, as it will be read back.</summary>
    public static DateTimeOffset Cut(DateTimeOffset at) => FromMicros(ToMicros(at));

    /// <summary>Microseconds since 1970 UTC.</summary>
    public static long ToMicros(DateTimeOffset at) =>
        (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The instant from microseconds since 1970 UTC.</summary>
    public static DateTimeOffset FromMicros(long micros) =>
        DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);
}
