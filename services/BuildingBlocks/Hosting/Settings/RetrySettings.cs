using Microsoft.Extensions.Configuration;
using Proposals.Channels;

namespace Proposals.BuildingBlocks;

/// <summary>How long a command may be sent again.</summary>
/// <param name="Window">How long its answer is remembered.</param>
public sealed record RetrySettings(TimeSpan Window)
{
    /// <summary>Hours of it.</summary>
    public static readonly NumberSetting HoursKey = new(
        "Retry:Hours",
        72,
        1,
        8760,
        "hours in which a repeated `request_id` gets the first answer and changes nothing; then the answer is purged, "
            + "and the same id runs as a new command"
    );

    /// <summary>The keys.</summary>
    public static IReadOnlyList<Setting> Declared => [HoursKey];

    /// <summary>Reads them. Throws <see cref="SetupException"/> where a value is wrong.</summary>
    public static RetrySettings Read(IConfiguration configuration) =>
        new(TimeSpan.FromHours(HoursKey.Of(configuration)));
}
