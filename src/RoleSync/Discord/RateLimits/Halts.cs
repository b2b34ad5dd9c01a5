using Microsoft.Extensions.Logging;
using RoleSync.Core.Guilds;

namespace RoleSync.Discord.RateLimits;

/// <summary>What stops requests altogether: a refused token, too many invalid answers, a guild that refuses everything.</summary>
internal sealed partial class Halts(ILogger logger)
{
    private const string TokenRefused =
        "Discord refused the bot token (401). Nothing more is sent. Set DISCORD_TOKEN to a valid token and start the service again.";

    private static readonly TimeSpan _guildPause = TimeSpan.FromMinutes(10);
    private readonly InvalidRequestMeter _invalid = new();
    private readonly Dictionary<GuildId, TimeSpan> _guilds = [];
    private bool _tokenRefused;
    private bool _breakerTold;

    /// <summary>Takes an answer into account.</summary>
    public void Answered(BucketQueue queue, in Reply reply)
    {
        _invalid.Answered(reply);
        if (reply.IsOfEdge)
        {
            return;
        }

        // A webhook's 401 speaks of the webhook's own token, such as that of an interaction of 15 minutes ago.
        if (reply.Status == 401 && queue.Key.IsOfBot && !_tokenRefused)
        {
            _tokenRefused = true;
            Log.Halted(logger, TokenRefused);
        }

        if (queue.Refusals.Answered(reply.Status, reply.ReceivedAt) && queue.Key.Guild is { } guild)
        {
            _guilds[guild] = reply.ReceivedAt + _guildPause;
            Log.Halted(logger, GuildRefuses(guild, _guildPause));
        }
    }

    /// <summary>Why nothing is sent there (null: nowhere in particular); null when requests may be sent.</summary>
    public string? Why(RouteKey? key, TimeSpan now)
    {
        if (_tokenRefused && key?.IsOfBot != false)
        {
            return TokenRefused;
        }

        if (_invalid.OpensAt(now) is var opens && opens > now)
        {
            return Breaker(opens - now);
        }

        _breakerTold = false;
        return key?.Guild is { } id && _guilds.TryGetValue(id, out var until) && until > now ? GuildRefuses(id, until - now) : null;
    }

    /// <summary>Invalid answers in the last ten minutes.</summary>
    public int InvalidAnswers(TimeSpan now) => _invalid.Count(now);

    /// <summary>Guilds to which nothing is sent, each with the time until it is tried again.</summary>
    public IReadOnlyDictionary<GuildId, TimeSpan> Guilds(TimeSpan now) =>
        _guilds.Where(halted => halted.Value > now).ToDictionary(halted => halted.Key, halted => halted.Value - now);

    private string Breaker(TimeSpan opensIn)
    {
        var why = $"Discord answered 401, 403 or 429 {InvalidRequestMeter.Breaker} times within 10 minutes. To keep clear of a ban, nothing is "
            + $"sent for {Minutes(opensIn)}. Look for the cause in the log: missing permissions, or another program that uses this token.";
        if (!_breakerTold)
        {
            _breakerTold = true;
            Log.Halted(logger, why);
        }

        return why;
    }

    private static string GuildRefuses(GuildId guild, TimeSpan left) =>
        $"Guild {guild} refused {RefusalStreak.Most} requests in a row (403). Nothing is sent to it for {Minutes(left)}. Give the bot the Manage "
        + "Roles permission and a role above those that it manages.";

    private static string Minutes(TimeSpan time) => $"{Math.Ceiling(time.TotalMinutes):0} min";

    private static partial class Log
    {
        [LoggerMessage(4, LogLevel.Error, "{Why}")]
        public static partial void Halted(ILogger logger, string why);
    }
}
