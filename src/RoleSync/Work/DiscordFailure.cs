using System.Globalization;
using RoleSync.Discord.Http;
using RoleSync.Discord.RateLimits.Blocks;
using RoleSync.Discord.Wire;

namespace RoleSync.Work;

/// <summary>What an answer of Discord that is no success means, told apart from what a run does about it.</summary>
internal abstract record DiscordFailure
{
    /// <summary>The members list is refused without a switch in the developer portal; Discord's code for it says nothing of that.</summary>
    public const string MembersIntentMissing =
        "Discord does not let the bot list the members: open the Discord developer portal, choose the application, go to Bot, "
        + "and switch on SERVER MEMBERS INTENT. Then start the run again.";

    private DiscordFailure()
    {
    }

    /// <summary>A sentence for people: what happened at which call and, where a person can mend it, what to do.</summary>
    public abstract string Sentence { get; }

    /// <summary>The same for somebody who waits for an answer at this moment.</summary>
    public virtual string SentenceForWaiting => Sentence;

    /// <summary>A rate limit opens later than the caller was ready to wait; nothing was sent.</summary>
    /// <param name="OpensIn">From now.</param>
    /// <param name="Doing">What was to be done, as in "reading member 42".</param>
    public sealed record Limited(TimeSpan OpensIn, string Doing) : DiscordFailure
    {
        /// <inheritdoc/>
        public override string Sentence => $"Discord's limit for {Doing} opens again then.";

        /// <inheritdoc/>
        public override string SentenceForWaiting => string.Create(
            CultureInfo.InvariantCulture, $"Discord lets the bot go on in {Math.Ceiling(OpensIn.TotalSeconds):0} s, which is too long to wait for.");
    }

    /// <summary>No usable answer came in spite of every retry: the network, a 5xx answer, or a body that cannot be read.</summary>
    /// <param name="Why">What the last try ended with.</param>
    /// <param name="Doing">What was to be done.</param>
    public sealed record Unavailable(string Why, string Doing) : DiscordFailure
    {
        /// <inheritdoc/>
        public override string Sentence => $"Discord gave no usable answer for {Doing}: {Why}";
    }

    /// <summary>Nothing is sent for a while, to protect the bot's account: see <see cref="Reason"/>.</summary>
    /// <param name="Reason">Why nothing is sent, when that is tried again, and whether a person has to mend something first.</param>
    public sealed record Blocked(BlockReason Reason) : DiscordFailure
    {
        /// <inheritdoc/>
        public override string Sentence => Reason.Why;
    }

    /// <summary>Discord said no, for a reason that does not pass by itself.</summary>
    /// <param name="Error">Discord's status, code and message.</param>
    /// <param name="Doing">What was to be done.</param>
    public sealed record Refused(DiscordError Error, string Doing) : DiscordFailure
    {
        /// <inheritdoc/>
        public override string Sentence => Error.Code switch
        {
            DiscordError.UnknownGuild =>
                $"Discord knows no such guild for {Doing} (10004): check DISCORD_GUILD_ID, and that the bot has been invited to that server.",
            DiscordError.MissingAccess =>
                $"Discord does not let the bot do this: {Doing} (50001). Check that the bot is a member of the server.",
            DiscordError.MissingPermissions =>
                $"The bot lacks a permission for {Doing} (50013): give its role Manage Roles, and drag that role above every role it manages.",
            DiscordError.TwoFactorRequired =>
                $"The server requires two-factor authentication for {Doing} (60003): the owner of the bot's application must switch it on.",
            DiscordError.InvalidRole => $"Discord does not allow that role for {Doing} (50028): it belongs to an integration or a bot.",
            DiscordError.MaximumRoles => $"The member or the server already has the most roles that Discord allows (30005), at {Doing}.",
            DiscordError.UnknownRole => $"The role no longer exists (10011), at {Doing}.",
            _ => $"Discord refused {Doing}: HTTP {Error.Status}, code {Error.Code}, \"{Error.Message}\".",
        };
    }

    /// <summary>The call was taken back before it was sent: whoever asked for it no longer owns the run.</summary>
    /// <param name="Doing">What was to be done.</param>
    public sealed record Withdrawn(string Doing) : DiscordFailure
    {
        /// <inheritdoc/>
        public override string Sentence => $"Nothing was sent for {Doing}: another process has taken the run over.";
    }

    /// <summary>What an answer means that is no success; not to be asked of a success.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="doing">What was to be done, as it stands in a sentence: "reading member 42".</param>
    public static DiscordFailure Of<T>(DiscordAnswer<T> answer, string doing) => answer switch
    {
        DiscordAnswer<T>.Limited limited => new Limited(limited.OpensIn, doing),
        DiscordAnswer<T>.Unavailable unavailable => new Unavailable(unavailable.Why, doing),
        DiscordAnswer<T>.Blocked blocked => new Blocked(blocked.Reason),
        DiscordAnswer<T>.Refused refused => new Refused(refused.Error, doing),
        DiscordAnswer<T>.Withdrawn => new Withdrawn(doing),
        _ => throw new InvalidOperationException($"A successful answer for {doing} is no failure."),
    };
}
