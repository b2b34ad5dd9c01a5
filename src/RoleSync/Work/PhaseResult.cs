using RoleSync.Discord.Http;

namespace RoleSync.Work;

/// <summary>How a stretch of work on a run ended, and so what the loop around it does next. Why Discord was in the way is <see cref="DiscordFailure"/>.</summary>
internal abstract record PhaseResult
{
    /// <summary>Waited beyond the time at which a refused token is tried again, so that the trial is answered and an inspection of a minute ago is no longer fresh.</summary>
    private static readonly TimeSpan _afterTrial = TimeSpan.FromSeconds(1);

    private PhaseResult()
    {
    }

    /// <summary>The phase, or one chunk of it, is done and stored; what follows stands in the run.</summary>
    public sealed record Advanced : PhaseResult;

    /// <summary>A pass found nothing to do and has ended: nothing of it is stored any more.</summary>
    public sealed record Quiet : PhaseResult;

    /// <summary>The firing's time is up; the next one goes on from the stored cursor.</summary>
    public sealed record OutOfTime : PhaseResult;

    /// <summary>A newer firing owns the run: nothing more may be written here.</summary>
    public sealed record LeaseLost : PhaseResult;

    /// <summary>Somebody asked the run to stop.</summary>
    public sealed record StopRequested : PhaseResult;

    /// <summary>The run rests, and goes on by itself.</summary>
    /// <param name="Why">A sentence for people.</param>
    /// <param name="Delay">From now; null for the pause that is configured for an outage of Discord.</param>
    public sealed record Postponed(string Why, TimeSpan? Delay) : PhaseResult
    {
        /// <summary>What Discord answered; null where the reason is another one.</summary>
        public DiscordFailure? Failure { get; init; }
    }

    /// <summary>The run cannot go on until a person mends something.</summary>
    /// <param name="Why">A sentence that says what.</param>
    public sealed record Failed(string Why) : PhaseResult;

    /// <summary>Why the run rests or has failed, as a sentence for people; null where it does neither.</summary>
    public string? Sentence => this switch
    {
        Postponed postponed => postponed.Why,
        Failed failed => failed.Why,
        _ => null,
    };

    /// <summary>What the result says to a person who waits for all of it to be done.</summary>
    public string SentenceForWaiting => this switch
    {
        Postponed { Failure: { } failure } => failure.SentenceForWaiting,
        _ => Sentence ?? "The service is about to stop.",
    };

    /// <summary>What a run does about an answer of Discord that is no success.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="doing">What was to be done, as it stands in a sentence: "reading member 42".</param>
    public static PhaseResult Of<T>(DiscordAnswer<T> answer, string doing) => Of(DiscordFailure.Of(answer, doing));

    /// <summary>What a run does about a failure of a call to Discord.</summary>
    public static PhaseResult Of(DiscordFailure failure) => failure switch
    {
        DiscordFailure.Limited limited => new Postponed(limited.Sentence, limited.OpensIn) { Failure = failure },
        DiscordFailure.Unavailable => new Postponed(failure.Sentence, Delay: null) { Failure = failure },
        DiscordFailure.Blocked { Reason: { IsLasting: false } block } => new Postponed(failure.Sentence, block.RetriesIn + _afterTrial) { Failure = failure },
        DiscordFailure.Blocked or DiscordFailure.Refused => new Failed(failure.Sentence),
        DiscordFailure.Withdrawn => new LeaseLost(),
        _ => throw new InvalidOperationException($"{failure.GetType().Name} is no failure that a run knows."),
    };
}
