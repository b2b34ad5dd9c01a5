using Microsoft.Extensions.Logging;

namespace RoleSync.Simulation.Service;

/// <summary>A line of a process's log.</summary>
internal sealed record LogEntry(Process Process, LogLevel Level, string Category, string Text, Exception? Fault);

/// <summary>The log of a process; nobody hears one that is gone.</summary>
internal sealed class StoryLog(Process process, Action<LogEntry> tell) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Lines(process, categoryName, tell);

    public void Dispose()
    {
    }

    private sealed class Lines(Process process, string category, Action<LogEntry> tell) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => !process.IsGone;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!process.IsGone && exception is not ProcessGoneException)
            {
                tell(new LogEntry(process, logLevel, category, formatter(state, exception), exception));
            }
        }
    }
}
