
namespace RoleSync.Cli.Serving;

/// <summary>The service was not started; the message is for the person who wanted it.</summary>
internal sealed class StartException(string message, int exitCode) : Exception(message)
{
    /// <summary>What the shell is told.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>Something is configured wrong: all of it in one message.</summary>
    public static StartException Of(IReadOnlyList<string> problems) => new(
        string.Join(Environment.NewLine, problems.Select(problem => $"- {problem}").Prepend("The configuration has to be mended first:")), Console.ExitCode.BadUsage);
}
