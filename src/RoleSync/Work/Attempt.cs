using System.Diagnostics.CodeAnalysis;

namespace RoleSync.Work;

/// <summary>What a step of a phase came to: its value, or how the phase ends instead.</summary>
/// <typeparam name="T">The value.</typeparam>
internal abstract record Attempt<T>
{
    private Attempt()
    {
    }

    /// <summary>The step is done.</summary>
    public sealed record Done(T Value) : Attempt<T>;

    /// <summary>There is no value; the phase ends.</summary>
    public sealed record Ended(PhaseResult Result) : Attempt<T>;

    /// <summary>A step that is done.</summary>
    public static implicit operator Attempt<T>(T value) => new Done(value);

    /// <summary>A step that ends the phase.</summary>
    public static implicit operator Attempt<T>(PhaseResult result) => new Ended(result);

    /// <summary>Tells the two cases apart.</summary>
    /// <param name="result">How the phase ends; null when it goes on.</param>
    /// <param name="value">The value, where the phase goes on.</param>
    /// <returns>Whether the phase ends.</returns>
    public bool Ends([NotNullWhen(true)] out PhaseResult? result, [MaybeNullWhen(true)] out T value)
    {
        (result, value) = this switch
        {
            Done done => ((PhaseResult?)null, done.Value),
            Ended ended => (ended.Result, default(T)!),
            _ => throw new InvalidOperationException("A step is done or ends the phase."),
        };
        return result is not null;
    }
}
