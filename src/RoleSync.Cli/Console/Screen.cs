using System.Text;
using Spectre.Console;

namespace RoleSync.Cli.Console;

/// <summary>A terminal that can be drawn on, and the lines that are written to it meanwhile: each stands whole above what is drawn.</summary>
/// <param name="console">Draws.</param>
/// <param name="terminal">The same terminal, for lines while nothing is drawn.</param>
internal sealed class Screen(IAnsiConsole console, TextWriter terminal)
{
    // The cursor stands where the drawing began: without this, what a line does not cover of it would stay.
    private const string EraseDrawing = "\u001b[0J";

    private readonly Lock _gate = new();
    private bool _isDrawing;

    /// <summary>Draws.</summary>
    public IAnsiConsole Console => console;

    /// <summary>Where the lines go; only whole ones are shown.</summary>
    public TextWriter Lines => field ??= new LineWriter(this);

    /// <summary>From now on until the end of the answer something is drawn.</summary>
    public IDisposable Draw()
    {
        lock (_gate)
        {
            _isDrawing = true;
        }

        return new Drawing(this);
    }

    private void Show(string lines)
    {
        lock (_gate)
        {
            if (_isDrawing)
            {
                console.Write(new ControlCode(EraseDrawing + lines));
            }
            else
            {
                terminal.Write(lines);
            }
        }
    }

    private sealed class Drawing(Screen screen) : IDisposable
    {
        public void Dispose()
        {
            lock (screen._gate)
            {
                screen._isDrawing = false;
            }
        }
    }

    /// <summary>Gathers what is written until a line is whole.</summary>
    private sealed class LineWriter(Screen screen) : TextWriter
    {
        private readonly StringBuilder _begun = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Write(value.ToString());

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

        public override void Write(string? value)
        {
            string whole;
            lock (_begun)
            {
                _begun.Append(value);
                var text = _begun.ToString();
                var end = text.LastIndexOf('\n') + 1;
                whole = text[..end];
                _begun.Clear().Append(text, end, text.Length - end);
            }

            if (whole.Length > 0)
            {
                screen.Show(whole);
            }
        }

        public override void WriteLine(string? value) => Write(value + NewLine);

        public override Task WriteAsync(string? value)
        {
            Write(value);
            return Task.CompletedTask;
        }

        public override Task WriteLineAsync(string? value)
        {
            WriteLine(value);
            return Task.CompletedTask;
        }
    }
}
