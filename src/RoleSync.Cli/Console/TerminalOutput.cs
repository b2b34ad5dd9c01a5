using System.Text;
using Spectre.Console;

namespace RoleSync.Cli.Console;

/// <summary>The terminal behind stderr, as what draws on it wants to know it.</summary>
internal sealed class TerminalOutput(TextWriter error) : IAnsiConsoleOutput
{
    private const int UsualWidth = 80;
    private const int UsualHeight = 24;

    /// <inheritdoc/>
    public TextWriter Writer => error;

    /// <inheritdoc/>
    public bool IsTerminal => true;

    /// <inheritdoc/>
    public int Width => Measure(() => System.Console.BufferWidth, UsualWidth);

    /// <inheritdoc/>
    public int Height => Measure(() => System.Console.WindowHeight, UsualHeight);

    /// <inheritdoc/>
    public void SetEncoding(Encoding encoding)
    {
        // The stream is open already, and in UTF-8.
    }

    /// <summary>A terminal of a container or of a serial line may not know its size.</summary>
    private static int Measure(Func<int> read, int usual)
    {
        try
        {
            return read() is var size and > 0 ? size : usual;
        }
        catch (IOException)
        {
            return usual;
        }
    }
}
