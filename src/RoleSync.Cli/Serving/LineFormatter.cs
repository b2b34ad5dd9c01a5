using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using RoleSync.Transport;

namespace RoleSync.Cli.Serving;

/// <summary>Writes each log entry as one line: UTC time, level, category, scopes as <c>[key=value]</c>, message, exception.</summary>
internal sealed class LineFormatter(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    private const string NewLine = " | ";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        textWriter.Write(Level(logEntry.LogLevel));
        textWriter.Write(logEntry.Category.AsSpan(logEntry.Category.LastIndexOf('.') + 1));
        scopeProvider?.ForEachScope(WriteScope, textWriter);
        textWriter.Write(": ");
        textWriter.Write(OnOneLine(logEntry.Formatter(logEntry.State, logEntry.Exception)));
        if (logEntry.Exception is { } exception)
        {
            textWriter.Write(NewLine);
            textWriter.Write(OnOneLine(exception.ToString()));
        }

        textWriter.WriteLine();
    }

    private static void WriteScope(object? scope, TextWriter to)
    {
        // The scopes of the web server and the scheduler say nothing that a person who follows a run wants to know.
        if (scope?.GetType().Namespace is not { } space || space.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal))
        {
            return;
        }

        if (scope is not IEnumerable<KeyValuePair<string, object?>> pairs)
        {
            to.Write($" [{OnOneLine(scope.ToString() ?? "")}]");
            return;
        }

        foreach (var (key, value) in pairs.Where(pair => pair.Key != "{OriginalFormat}" && !pair.Key.StartsWith("quartz.", StringComparison.Ordinal)))
        {
            to.Write(" [");
            to.Write(key);
            to.Write('=');
            to.Write(OnOneLine(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
            to.Write(']');
        }
    }

    // What comes from outside was cleaned where it entered; an exception of a library may quote it as it was.
    private static string OnOneLine(string text) => OutsideText.Clean(text.ReplaceLineEndings(NewLine), int.MaxValue);

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => " trace ",
        LogLevel.Debug => " debug ",
        LogLevel.Information => " info  ",
        LogLevel.Warning => " warn  ",
        LogLevel.Error => " error ",
        _ => " fatal ",
    };
}
