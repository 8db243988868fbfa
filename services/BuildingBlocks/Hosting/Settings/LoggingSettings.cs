using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Proposals.Channels;

namespace Proposals.BuildingBlocks;

/// <summary>
/// What a process logs, and how. The levels are the framework's: what it reads itself is only checked here.
/// </summary>
/// <param name="IsJson">One JSON object a line, else text.</param>
/// <param name="Section">The framework's part of it.</param>
public sealed record LoggingSettings(bool IsJson, IConfigurationSection Section)
{
    /// <summary>Form of a line.</summary>
    public static readonly WordSetting FormatKey = new(
        "Logging:Format",
        "text",
        ["text", "json"],
        "`text`, or `json`: one object a line, with UTC time and trace"
    );

    /// <summary>Levels by category.</summary>
    public static readonly WordSetting LevelKey = new(
        "Logging:LogLevel:*",
        "",
        Enum.GetNames<LogLevel>(),
        "least level that is logged, by category: `Logging:LogLevel:Default` for all that have none of their own"
    )
    {
        IgnoresCase = true,
        DefaultNote = "`Information`",
    };

    /// <summary>Levels of the console alone.</summary>
    public static readonly WordSetting ConsoleLevelKey = new(
        "Logging:Console:LogLevel:*",
        "",
        Enum.GetNames<LogLevel>(),
        "the same for the console alone; Standalone logs to a file too"
    )
    {
        IgnoresCase = true,
        DefaultNote = "`Logging:LogLevel:*`; in Standalone `Warning`",
    };

    /// <summary>The keys.</summary>
    public static IReadOnlyList<Setting> Declared => [FormatKey, LevelKey, ConsoleLevelKey];

    /// <summary>Reads them. Throws <see cref="SetupException"/> where a value is wrong.</summary>
    public static LoggingSettings Read(IConfiguration configuration)
    {
        foreach (var key in new[] { LevelKey, ConsoleLevelKey })
        foreach (var category in configuration.GetSection(key.KeyOf("").TrimEnd(':')).GetChildren())
            _ = key.OrNull(configuration, category.Key);
        return new LoggingSettings(FormatKey.Of(configuration) == "json", configuration.GetSection("Logging"));
    }
}
