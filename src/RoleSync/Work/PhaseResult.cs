using RoleSync.Discord.Http;

namespace RoleSync.Work;

/// <summary>Why a firing stopped working on the phase of a run.</summary>
internal abstract record PhaseResult
{
    /// <summary>The call that tries a refused token again is answered by then, and a minute-old look at a guild is no longer fresh.</summary>
    private static readonly TimeSpan _afterTrial = TimeSpan.FromSeconds(1);

    private PhaseResult()
    {
    }

    /// <summary>The phase, or one chunk of it, is done and stored; what follows stands in the run.</summary>
    public static PhaseResult Advanced { get; } = new AdvancedEnd();

    /// <summary>The time limit was reached; the next firing goes on from the cursor.</summary>
    public static PhaseResult OutOfTime { get; } = new OutOfTimeEnd();

    /// <summary>A newer firing owns the run.</summary>
    public static PhaseResult GripLost { get; } = new GripLostEnd();

    /// <summary>Somebody asked the run to stop.</summary>
    public static PhaseResult StopAsked { get; } = new StopAskedEnd();

    public sealed record AdvancedEnd : PhaseResult;

    public sealed record OutOfTimeEnd : PhaseResult;

    public sealed record GripLostEnd : PhaseResult;

    public sealed record StopAskedEnd : PhaseResult;

    /// <summary>The run cannot go on before that time has passed.</summary>
    /// <param name="Delay">From now.</param>
    /// <param name="Why">A sentence for people.</param>
    /// <param name="IsLimit">Whether one of Discord's limits is the reason, so that calls under another limit may go on.</param>
    public sealed record Later(TimeSpan Delay, string Why, bool IsLimit = false) : PhaseResult;

    /// <summary>Discord gave no usable answer in spite of every retry; the run rests and tries again.</summary>
    /// <param name="Why">A sentence for people.</param>
    public sealed record Outage(string Why) : PhaseResult;

    /// <summary>The run cannot go on until a person mends something: a sentence that says what.</summary>
    public sealed record Fatal(string Why) : PhaseResult;

    /// <summary>What an answer that is no success means for the run.</summary>
    public static PhaseResult Of<T>(DiscordAnswer<T> answer, string doing) => answer switch
    {
        DiscordAnswer<T>.Limited limited => new Later(limited.OpensIn, $"Discord's limit for {doing} opens again then.", IsLimit: true),
        DiscordAnswer<T>.Unavailable unavailable => new Outage($"Discord gave no usable answer for {doing}: {unavailable.Why}"),
        DiscordAnswer<T>.Halted { Halt: { IsLasting: false } halt } => new Later(halt.TriesIn + _afterTrial, halt.Why),
        DiscordAnswer<T>.Halted halted => new Fatal(halted.Why),
        DiscordAnswer<T>.Refused refused => new Fatal(RefusalSentence.Of(refused.Error, doing)),
        DiscordAnswer<T>.Withdrawn => GripLost,
        _ => throw new InvalidOperationException($"A successful answer for {doing} is no end of a phase."),
    };

    /// <summary>What an answer that is no success says to a person.</summary>
    public static string SentenceOf<T>(DiscordAnswer<T> answer, string doing) => Of(answer, doing) switch
    {
        Fatal fatal => fatal.Why,
        Later later => later.Why,
        Outage outage => outage.Why,
        var other => throw new InvalidOperationException($"An answer that is no success ended as {other}."),
    };
}
