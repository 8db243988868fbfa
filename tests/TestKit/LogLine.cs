using Microsoft.Extensions.Logging;

namespace Proposals.TestKit;

/// <summary>A line of a log, and the exception whose stack it prints.</summary>
public sealed record LogLine(LogLevel Level, string Category, string Text, Exception? Error)
{
    /// <summary>The whole of it.</summary>
    public override string ToString() => $"{Text} {Error}".TrimEnd();
}
