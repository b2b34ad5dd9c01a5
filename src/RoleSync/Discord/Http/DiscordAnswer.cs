using RoleSync.Discord.RateLimits.Blocks;
using RoleSync.Discord.Wire;

namespace RoleSync.Discord.Http;

/// <summary>What became of one call to Discord. Never an exception, unless the caller cancelled.</summary>
/// <typeparam name="T">What a success carries.</typeparam>
internal abstract record DiscordAnswer<T>
{
    private DiscordAnswer()
    {
    }

    /// <summary>A 2xx answer of the right shape.</summary>
    public sealed record Ok(T Value) : DiscordAnswer<T>;

    /// <summary>Discord said no for a lasting reason (4xx but 401 and 429).</summary>
    public sealed record Refused(DiscordError Error) : DiscordAnswer<T>;

    /// <summary>No usable answer after every retry: transport faults, 5xx, bodies that cannot be read.</summary>
    public sealed record Unavailable(string Why) : DiscordAnswer<T>;

    /// <summary>Nothing was sent: the limit opens later than the caller is ready to wait.</summary>
    /// <param name="OpensIn">From now.</param>
    public sealed record Limited(TimeSpan OpensIn) : DiscordAnswer<T>;

    /// <summary>Nothing is sent for a while: the token was refused, too many answers were invalid, or the guild refused everything.</summary>
    public sealed record Blocked(BlockReason Reason) : DiscordAnswer<T>
    {
        /// <summary>A sentence that says what to do.</summary>
        public string Why => Reason.Why;
    }

    /// <summary>Nothing was sent by the last try: its caller has lost the right to.</summary>
    public sealed record Withdrawn : DiscordAnswer<T>;

    /// <summary>The same answer for another kind of success; not to be asked of a success.</summary>
    public DiscordAnswer<TOther> As<TOther>() => this switch
    {
        Refused refused => new DiscordAnswer<TOther>.Refused(refused.Error),
        Unavailable unavailable => new DiscordAnswer<TOther>.Unavailable(unavailable.Why),
        Limited limited => new DiscordAnswer<TOther>.Limited(limited.OpensIn),
        Blocked blocked => new DiscordAnswer<TOther>.Blocked(blocked.Reason),
        Withdrawn => new DiscordAnswer<TOther>.Withdrawn(),
        _ => throw new InvalidOperationException("A success carries a value of its own kind."),
    };
}
