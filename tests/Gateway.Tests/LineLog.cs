using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Proposals.Gateway.Tests;

/// <summary>Keeps what a host logs.</summary>
internal sealed class LineLog : ILoggerProvider
{
    private readonly ConcurrentQueue<Line> _lines = [];

    /// <summary>A line of the log, and the exception whose stack it would print.</summary>
    public sealed record Line(LogLevel Level, string Category, string Text, Exception? Error);

    /// <summary>What was logged of calls since the last time this was read.</summary>
    public IReadOnlyList<Line> Taken()
    {
        var taken = new List<Line>();
        while (_lines.TryDequeue(out var line))
            taken.Add(line);
        return taken;
    }

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => new OfCategory(_lines, categoryName);

    /// <inheritdoc />
    public void Dispose() { }

    private sealed class OfCategory(ConcurrentQueue<Line> lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => lines.Enqueue(new Line(logLevel, category, formatter(state, exception), exception));
    }
}
