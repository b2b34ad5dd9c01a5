using System.Runtime.CompilerServices;
using Spectre.Console;

namespace RoleSync.Cli.Console;

/// <summary>What a command sees of the world around it.</summary>
/// <param name="Out">Takes the answer, and nothing else.</param>
/// <param name="Error">Takes everything else.</param>
/// <param name="Screen">The terminal behind <paramref name="Error"/>; null where that is a file or a pipe, or a terminal that cannot be drawn on.</param>
/// <param name="Variable">Reads an environment variable.</param>
/// <param name="Clock">Measures and waits.</param>
internal sealed record Shell(TextWriter Out, TextWriter Error, Screen? Screen, Func<string, string?> Variable, TimeProvider Clock)
{
    /// <summary>The process's own. The log, too, is written to its streams from now on.</summary>
    public static Shell OfProcess()
    {
        var output = new TolerantWriter(() => System.Console.Out);
        var error = new TolerantWriter(() => System.Console.Error);
        var screen = System.Console.IsErrorRedirected || error.Fault is not null ? null : Terminal(error);
        var lines = screen?.Lines ?? error;
        System.Console.SetOut(output);
        System.Console.SetError(lines);
        return new Shell(output, lines, screen, Environment.GetEnvironmentVariable, TimeProvider.System);
    }

    // Apart, so that a service without a terminal never loads what draws on one.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Screen? Terminal(TextWriter error)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new TerminalOutput(error) });
        return console.Profile.Capabilities.Ansi && Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } term && term != "dumb"
            ? new Screen(console, error)
            : null;
    }
}
