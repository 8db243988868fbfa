namespace Proposals.Portal.Tests;

/// <summary>Window size and display settings of a browser.</summary>
/// <param name="Name">Part of a screenshot's name.</param>
/// <param name="Width">Width of its window in pixels.</param>
/// <param name="Height">Height of its window in pixels.</param>
/// <param name="Dark">The user prefers a dark page.</param>
/// <param name="Elder">长辈版 is switched on.</param>
public sealed record Look(string Name, int Width, int Height, bool Dark = false, bool Elder = false)
{
    /// <summary>A desktop.</summary>
    public static readonly Look Desk = new("desk", 1440, 900);

    /// <summary>A phone.</summary>
    public static readonly Look Phone = new("phone", 390, 844);

    /// <summary>A desktop in dark mode.</summary>
    public static readonly Look Night = new("night", 1440, 900, Dark: true);

    /// <summary>A phone with large type and native controls.</summary>
    public static readonly Look Senior = new("senior", 390, 844, Elder: true);
}
