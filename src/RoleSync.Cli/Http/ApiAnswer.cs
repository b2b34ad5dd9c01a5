namespace RoleSync.Cli.Http;

/// <summary>What became of one call to the service.</summary>
/// <typeparam name="T">What a success carries.</typeparam>
internal abstract record ApiAnswer<T>
{
    private ApiAnswer()
    {
    }

    /// <summary>A 2xx answer of the right shape.</summary>
    /// <param name="Value">The answer as far as it is understood.</param>
    /// <param name="Json">The answer as it came.</param>
    public sealed record Ok(T Value, string Json) : ApiAnswer<T>;

    /// <summary>No success.</summary>
    /// <param name="Sentence">What is wrong and what to do.</param>
    /// <param name="ExitCode">What the shell is told.</param>
    public sealed record Not(string Sentence, int ExitCode) : ApiAnswer<T>;
}
