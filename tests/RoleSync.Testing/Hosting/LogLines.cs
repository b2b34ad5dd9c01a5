using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RoleSync.Testing.Hosting;

/// <summary>Keeps every log line of a test.</summary>
public sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    public IReadOnlyCollection<(LogLevel Level, string Text)> All => _lines;

    /// <summary>Called with the text of each line, by whoever writes it: what a test does there happens exactly at that point.</summary>
    public Action<string>? Written { get; set; }

    public IEnumerable<string> Warnings => _lines.Where(line => line.Level == LogLevel.Warning).Select(line => line.Text);

    public ILogger CreateLogger(string categoryName) => new Listener(this);

    public void Dispose()
    {
    }

    private sealed class Listener(LogLines log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var text = formatter(state, exception) + exception;
            log._lines.Enqueue((logLevel, text));
            log.Written?.Invoke(text);
        }
    }
}
