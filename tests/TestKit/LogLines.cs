using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Proposals.TestKit;

/// <summary>What a host, or one part of it, logs, line by line.</summary>
public sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    /// <summary>Called with every line when it has been kept, by whoever logs it.</summary>
    public Action<LogLine> Added { get; set; } = _ => { };

    /// <summary>The lines of all categories, in the order they came.</summary>
    public IReadOnlyCollection<LogLine> All => _lines;

    /// <summary>Number of lines of a level.</summary>
    public int Count(LogLevel level) => _lines.Count(l => l.Level == level);

    /// <summary>The lines since the last time they were taken.</summary>
    public IReadOnlyList<LogLine> Taken()
    {
        var taken = new List<LogLine>();
        while (_lines.TryDequeue(out var line))
            taken.Add(line);
        return taken;
    }

    /// <summary>A logger for what is no host.</summary>
    public ILogger Logger() => CreateLogger("");

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
        )
        {
            var line = new LogLine(logLevel, name, formatter(state, exception), exception);
            lines._lines.Enqueue(line);
            lines.Added(line);
        }
    }
}
