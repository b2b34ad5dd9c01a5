using Microsoft.Extensions.Logging;
using RoleSync.Core.Guilds;
using RoleSync.Discord.RateLimits.Blocks;

namespace RoleSync.Discord.RateLimits;

/// <summary>What stops requests altogether, until one that tries again is answered well: a refused token, too many invalid answers, a guild that refuses everything.</summary>
internal sealed partial class SendBlocks(ILogger logger)
{
    private readonly InvalidRequestMeter _invalid = new();
    private readonly TokenBlock _token = new();
    private readonly Dictionary<GuildId, GuildBlock> _guilds = [];
    private bool _breakerTold;

    /// <summary>Ends when the token is refused; has ended while it is.</summary>
    public Task TokenRefused => _token.Refused;

    /// <summary>Ends when Discord takes the token again; has ended while it is good.</summary>
    public Task TokenTaken => _token.Taken;

    /// <summary>When the token is tried again; null while it is good.</summary>
    public TimeSpan? TokenTriesAt => _token.TriesAt;

    /// <summary>A request was let go.</summary>
    public void Sent(in RouteKey key)
    {
        _token.Sent(key);
        Of(key)?.Sent(key);
    }

    /// <summary>Takes an answer into account.</summary>
    public void Answered(BucketQueue queue, TimeSpan sentAt, in ResponseInfo reply)
    {
        _invalid.Answered(reply);
        var key = queue.Key;
        if (reply.IsOfEdge)
        {
            Lost(key, sentAt, reply.ReceivedAt);
            return;
        }

        var wasRefused = _token.TriesAt is not null;
        if (_token.Answered(key, sentAt, reply))
        {
            Log.Halted(logger, _token.Why(null, reply.ReceivedAt)!.Why);
        }
        else if (wasRefused && _token.TriesAt is null)
        {
            Log.TokenTaken(logger);
        }

        AnsweredOfGuild(queue, sentAt, reply);
    }

    /// <summary>No answer of Discord's came.</summary>
    public void Lost(in RouteKey key, TimeSpan sentAt, TimeSpan now)
    {
        _token.Lost(key, sentAt, now);
        Of(key)?.Lost(key, sentAt);
    }

    /// <summary>Why nothing is sent there (null: nowhere in particular); null when requests may be sent.</summary>
    public Halt? Why(RouteKey? key, TimeSpan now)
    {
        if (_token.Why(key, now) is { } refused)
        {
            return refused;
        }

        if (_invalid.OpensAt(now) is var opens && opens > now)
        {
            return new Halt(Breaker(opens - now), opens - now);
        }

        _breakerTold = false;
        return key is { } asked ? Of(asked)?.Why(now) : null;
    }

    /// <summary>Whether a request has to wait for the answer to another one that tries a guild again.</summary>
    public bool IsTried(in RouteKey key) => Of(key)?.IsTried(key) == true;

    /// <summary>Somebody wants the guild tried now, whatever it refused before.</summary>
    /// <returns>True when it was left alone.</returns>
    public bool TryNow(GuildId guild, TimeSpan now)
    {
        if (!_guilds.TryGetValue(guild, out var block))
        {
            return false;
        }

        block.TryNow(now);
        return true;
    }

    /// <summary>Invalid answers in the last ten minutes.</summary>
    public int InvalidAnswers(TimeSpan now) => _invalid.Count(now);

    /// <summary>Guilds to which nothing is sent, each with the sentence and the time until it is tried again.</summary>
    public IReadOnlyDictionary<GuildId, Halt> Guilds(TimeSpan now) => _guilds.ToDictionary(
        halted => halted.Key,
        halted => halted.Value.Why(now) ?? new Halt(halted.Value.Sentence(TimeSpan.Zero), TimeSpan.Zero));

    private GuildBlock? Of(in RouteKey key) => key.Guild is { } guild ? _guilds.GetValueOrDefault(guild) : null;

    private void AnsweredOfGuild(BucketQueue queue, TimeSpan sentAt, in ResponseInfo reply)
    {
        if (queue.Key.Guild is not { } guild)
        {
            return;
        }

        if (_guilds.TryGetValue(guild, out var block))
        {
            var triesAt = block.TriesAt;
            if (block.Answered(queue.Key, sentAt, reply))
            {
                _guilds.Remove(guild);
                Log.GuildOpen(logger, guild);
            }
            else if (block.TriesAt != triesAt)
            {
                Log.Halted(logger, block.Sentence(block.TriesAt - reply.ReceivedAt));
            }
        }
        else if (queue.Refusals.Answered(reply.Status, reply.ReceivedAt))
        {
            _guilds[guild] = block = new GuildBlock(guild, queue.Key, reply);
            Log.Halted(logger, block.Sentence(block.TriesAt - reply.ReceivedAt));
        }
    }

    private string Breaker(TimeSpan opensIn)
    {
        var why = $"Discord answered 401, 403 or 429 {InvalidRequestMeter.Breaker} times within 10 minutes. To keep clear of a ban, nothing is "
            + $"sent for {Math.Ceiling(opensIn.TotalMinutes):0} min. Look for the cause in the log: missing permissions, or another program that uses this token.";
        if (!_breakerTold)
        {
            _breakerTold = true;
            Log.Halted(logger, why);
        }

        return why;
    }

    private static partial class Log
    {
        [LoggerMessage(4, LogLevel.Error, "{Why}")]
        public static partial void Halted(ILogger logger, string why);

        [LoggerMessage(5, LogLevel.Information, "Discord takes the bot token again; everything goes on.")]
        public static partial void TokenTaken(ILogger logger);

        [LoggerMessage(6, LogLevel.Information, "Guild {Guild} refuses no longer; everything goes on there.")]
        public static partial void GuildOpen(ILogger logger, GuildId guild);
    }
}
