using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Makes the loggers of a host. The gRPC server takes bytes that are no message, or a connection that ends, for an
/// error of its own and writes its stack; both are the caller's, and answered. They become one line for who looks for
/// them.
/// </summary>
internal sealed class CallLog(LoggerFactory loggers) : ILoggerFactory
{
    private const string Server = "Grpc.AspNetCore.Server";

    /// <summary>Takes the place of the framework's own.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<LoggerFactory>();
        services.AddSingleton<ILoggerFactory>(all => new CallLog(all.GetRequiredService<LoggerFactory>()));
    }

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) =>
        loggers.CreateLogger(categoryName) is var log && categoryName.StartsWith(Server, StringComparison.Ordinal)
            ? new OfServer(log)
            : log;

    /// <inheritdoc />
    public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

    /// <inheritdoc />
    public void Dispose() => loggers.Dispose();

    private sealed class OfServer(ILogger log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => log.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            // What cannot be parsed is an IOException too; an RpcException is the answer itself.
            if (exception is IOException or RpcException)
                log.Log(LogLevel.Debug, eventId, state, null, formatter);
            else
                log.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
