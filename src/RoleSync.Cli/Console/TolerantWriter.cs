using System.Text;

namespace RoleSync.Cli.Console;

/// <summary>
/// A standard stream that may not be writable: closed, a full disk, a terminal that is gone. Nobody who writes is told; whoever ends the
/// command asks whether all was written. A reader that has left its pipe is no fault, it has read enough.
/// </summary>
internal sealed class TolerantWriter : TextWriter
{
    private readonly Lock _gate = new();
    private readonly TextWriter? _to;
    private readonly Exception? _closed;

    /// <summary>Opens the stream; one that cannot be opened takes what is written to it as well.</summary>
    public TolerantWriter(Func<TextWriter> open)
    {
        try
        {
            _to = open();
        }
        catch (Exception fault) when (IsOfStream(fault))
        {
            _closed = fault;
        }
    }

    /// <summary>Why something could not be written; null while everything was.</summary>
    public Exception? Fault { get; private set; }

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    /// <inheritdoc/>
    public override void Write(string? value) => Try(to => to.Write(value));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + NewLine);

    // A standard stream is written at once; a thread of the pool would only put the order at risk.

    /// <inheritdoc/>
    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Flush() => Try(to => to.Flush());

    private void Try(Action<TextWriter> write)
    {
        lock (_gate)
        {
            if (_to is null)
            {
                Fault ??= _closed;
                return;
            }

            try
            {
                write(_to);
            }
            catch (Exception fault) when (IsOfStream(fault))
            {
                Fault ??= fault;
            }
        }
    }

    private static bool IsOfStream(Exception fault) => fault is IOException or UnauthorizedAccessException or ObjectDisposedException;
}
