using System.Diagnostics;
using RoleSync.Cli.Console;

namespace RoleSync.Cli.Http;

/// <summary>How answers of the service are printed.</summary>
internal static class ShellAnswers
{
    /// <summary>Prints an answer of the service, as it is or in words, or the sentence why there is none; returns the exit code.</summary>
    public static async Task<int> AnswerAsync<T>(this Shell shell, ApiAnswer<T> answer, bool json, Func<T, string> inWords)
    {
        switch (answer)
        {
            case ApiAnswer<T>.Ok ok:
                await shell.Out.WriteLineAsync(json ? ok.Json : inWords(ok.Value));
                return ExitCode.Done;
            case ApiAnswer<T>.Not not:
                await shell.Error.WriteLineAsync(not.Sentence);
                return not.ExitCode;
            default:
                throw new UnreachableException();
        }
    }
}
