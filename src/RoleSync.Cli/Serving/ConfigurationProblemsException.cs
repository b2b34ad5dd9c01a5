namespace RoleSync.Cli.Serving;

/// <summary>The service was not started because something is configured wrong.</summary>
internal sealed class ConfigurationProblemsException(IReadOnlyList<string> problems) : Exception(Tell(problems))
{
    private static string Tell(IReadOnlyList<string> problems) =>
        string.Join(Environment.NewLine, problems.Select(problem => $"- {problem}").Prepend("The configuration has to be mended first:"));
}
