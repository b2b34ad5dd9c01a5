namespace RoleSync.Ethos.Http;

/// <summary>What came of one request to Ethos, after its tries, whatever was asked for.</summary>
internal abstract record EthosAnswer
{
    /// <summary>Why there is no answer that can be relied on; null where Ethos answered.</summary>
    public virtual EthosFailure? Failure => null;
}

/// <summary>What came of one request to Ethos, after its tries.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
internal abstract record EthosAnswer<T> : EthosAnswer
{
    private EthosAnswer()
    {
    }

    /// <summary>200, with a complete and well-formed body.</summary>
    public sealed record Ok(T Value) : EthosAnswer<T>;

    /// <summary>The refusal that the request expects: a 400 for a list with a bad id in it, a 404 for a name that Ethos does not know.</summary>
    public sealed record Refused : EthosAnswer<T>;

    /// <summary>No answer that can be relied on.</summary>
    public sealed record Failed(EthosFailure Reason) : EthosAnswer<T>
    {
        /// <inheritdoc/>
        public override EthosFailure Failure => Reason;
    }
}

/// <summary>Why a request to Ethos came to nothing.</summary>
/// <param name="Why">A sentence.</param>
/// <param name="IsTransient">Whether the same request may go better in a moment.</param>
/// <param name="Pause">How long Ethos asked to be left alone; null when it did not say.</param>
internal sealed record EthosFailure(string Why, bool IsTransient, TimeSpan? Pause = null);
