using System.Runtime.CompilerServices;
using RoleSync.Cli.Http;
using Spectre.Console;

namespace RoleSync.Cli;

/// <summary>What a command sees of the world around it.</summary>
/// <param name="Out">Takes the answer, and nothing else.</param>
/// <param name="Error">Takes everything else.</param>
/// <param name="Screen">The terminal behind <paramref name="Error"/>; null where that is a file or a pipe.</param>
/// <param name="Variable">Reads an environment variable.</param>
/// <param name="Clock">Measures and waits.</param>
internal sealed record Shell(TextWriter Out, TextWriter Error, IAnsiConsole? Screen, Func<string, string?> Variable, TimeProvider Clock)
{
    /// <summary>The process's own.</summary>
    public static Shell OfProcess() => new(
        Console.Out,
        Console.Error,
        Console.IsErrorRedirected ? null : Terminal(),
        Environment.GetEnvironmentVariable,
        TimeProvider.System);

    // Apart, so that a service without a terminal never loads what draws on one.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IAnsiConsole Terminal() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>Prints an answer of the service, as it is or in words, or the sentence why there is none; returns the exit code.</summary>
    public async Task<int> AnswerAsync<T>(ApiAnswer<T> answer, bool json, Func<T, string> inWords)
    {
        switch (answer)
        {
            case ApiAnswer<T>.Ok ok:
                await Out.WriteLineAsync(json ? ok.Json : inWords(ok.Value));
                return ExitCode.Done;
            case ApiAnswer<T>.Not not:
                await Error.WriteLineAsync(not.Sentence);
                return not.ExitCode;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
