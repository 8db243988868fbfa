namespace Proposals.Channels;

/// <summary>
/// China's time: what a new committee begins with, and what programs show that act for no committee. A committee's
/// local time is utc_offset_minutes of its policy profile.
/// </summary>
public static class ChinaTime
{
    /// <summary>Minutes east of UTC.</summary>
    public const int OffsetMinutes = 8 * 60;

    /// <summary>Distance to UTC.</summary>
    public static readonly TimeSpan Offset = TimeSpan.FromMinutes(OffsetMinutes);
}
