using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Raum.ServiceDefaults.Telemetry;

/// <summary>Every logger of the process is made here, so no provider can see text that another library put into a log line (PII-5).</summary>
/// <remarks>
/// Raum's own lines pass: their methods are source-generated and take no text. The host's start and stop lines pass too.
/// Of every other line only level, category, event id and the type of its exception remain: frameworks log paths, headers, URLs, SQL and exception messages.
/// Scopes of others are dropped for the same reason.
/// </remarks>
internal sealed class GuardedLoggerFactory(
    IEnumerable<ILoggerProvider> providers,
    IOptionsMonitor<LoggerFilterOptions> filter,
    IOptions<LoggerFactoryOptions> options
) : ILoggerFactory
{
    private const string OwnPrefix = "Raum.";
    private const string LifetimeCategory = "Microsoft.Hosting.Lifetime";

    private readonly LoggerFactory _inner = new(providers, filter, options);

    public ILogger CreateLogger(string categoryName)
    {
        var logger = _inner.CreateLogger(categoryName);
        var trusted =
            categoryName.StartsWith(OwnPrefix, StringComparison.Ordinal)
            || string.Equals(categoryName, LifetimeCategory, StringComparison.Ordinal);
        return trusted ? new TrustedLogger(logger) : new ForeignLogger(logger);
    }

    public void AddProvider(ILoggerProvider provider) => _inner.AddProvider(provider);

    public void Dispose() => _inner.Dispose();

    /// <summary>Passes the line, without its exception: a message may quote what it choked on.</summary>
    private sealed class TrustedLogger(ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => inner.Log(logLevel, eventId, state, exception: null, formatter);
    }

    private sealed class ForeignLogger(ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (inner.IsEnabled(logLevel))
            {
                inner.Log(logLevel, eventId, new ForeignEntry(eventId, exception), null, static (entry, _) => entry.ToString());
            }
        }
    }
}
