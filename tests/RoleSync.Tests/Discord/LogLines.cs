using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RoleSync.Tests.Discord;

/// <summary>Keeps every log line of a test.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    public IReadOnlyCollection<(LogLevel Level, string Text)> All => _lines;

    public IEnumerable<string> Warnings => _lines.Where(line => line.Level == LogLevel.Warning).Select(line => line.Text);

    public ILogger CreateLogger(string categoryName) => new Listener(_lines);

    public void Dispose()
    {
    }

    private sealed class Listener(ConcurrentQueue<(LogLevel, string)> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue((logLevel, formatter(state, exception) + exception));
    }
}
