using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Proposals.TestKit;

/// <summary>What a host logs, line by line.</summary>
public sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Category, string Line)> _lines = new();

    /// <summary>The lines of all categories, in the order they came.</summary>
    public IReadOnlyCollection<(LogLevel Level, string Category, string Line)> All => _lines;

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    /// <inheritdoc />
    public void Dispose() { }

    private sealed class Category(LogLines lines, string name) : ILogger
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
        ) => lines._lines.Enqueue((logLevel, name, $"{formatter(state, exception)} {exception}".TrimEnd()));
    }
}
