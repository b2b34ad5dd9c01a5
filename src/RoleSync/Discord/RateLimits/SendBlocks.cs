using Microsoft.Extensions.Logging;
using RoleSync.Core.Guilds;
using RoleSync.Discord.RateLimits.Blocks;

namespace RoleSync.Discord.RateLimits;

/// <summary>
/// What holds requests back altogether, whatever the limits allow: a refused token (401), too many refused requests within ten minutes, a guild that
/// refused many in a row (403). After a pause one request tries again, and when it succeeds the block is gone.
/// </summary>
internal sealed partial class SendBlocks(ILogger logger)
{
    private readonly InvalidRequestMeter _invalid = new();
    private readonly TokenBlock _token = new();
    private readonly Dictionary<GuildId, GuildBlock> _guilds = [];
    private bool _isBreakerLogged;

    /// <summary>Completes when Discord refuses the token; is complete while it does.</summary>
    public Task TokenRefused => _token.Refused;

    /// <summary>Completes when Discord accepts a refused token again; is complete while the token is good.</summary>
    public Task TokenAccepted => _token.Accepted;

    /// <summary>When the token is tried again; null while it is good.</summary>
    public TimeSpan? TokenRetriesAt => _token.RetriesAt;

    /// <summary>A permit was given.</summary>
    public void OnSent(in RouteKey key)
    {
        _token.OnSent(key);
        Of(key)?.OnSent(key);
    }

    /// <summary>A response came.</summary>
    public void OnResponse(BucketQueue queue, TimeSpan sentAt, in ResponseInfo response)
    {
        _invalid.OnResponse(response);
        var key = queue.Key;
        if (response.IsFromProxy)
        {
            OnLost(key, sentAt, response.ReceivedAt);
            return;
        }

        var wasRefused = _token.RetriesAt is not null;
        if (_token.OnResponse(key, sentAt, response))
        {
            Log.Blocked(logger, _token.Why(null, response.ReceivedAt)!.Why);
        }
        else if (wasRefused && _token.RetriesAt is null)
        {
            Log.TokenAccepted(logger);
        }

        OnGuildResponse(queue, sentAt, response);
    }

    /// <summary>No response of Discord's came.</summary>
    public void OnLost(in RouteKey key, TimeSpan sentAt, TimeSpan now)
    {
        _token.OnLost(key, sentAt, now);
        Of(key)?.OnLost(key, sentAt);
    }

    /// <summary>Why nothing is sent to that route (null: to no guild at all); null when requests may be sent.</summary>
    public BlockReason? Why(RouteKey? key, TimeSpan now)
    {
        if (_token.Why(key, now) is { } refused)
        {
            return refused;
        }

        if (_invalid.OpensAt(now) is var opens && opens > now)
        {
            return new BlockReason(Breaker(opens - now), opens - now);
        }

        _isBreakerLogged = false;
        return key is { } asked ? Of(asked)?.Why(now) : null;
    }

    /// <summary>Whether a request has to wait for the response to the one that tries its guild again.</summary>
    public bool AwaitsProbe(in RouteKey key) => Of(key)?.AwaitsProbe(key) == true;

    /// <summary>Somebody wants the guild tried now, although it is blocked.</summary>
    /// <returns>True when it was blocked.</returns>
    public bool RetryNow(GuildId guild, TimeSpan now)
    {
        if (!_guilds.TryGetValue(guild, out var block))
        {
            return false;
        }

        block.RetryNow(now);
        return true;
    }

    /// <summary>Responses 401, 403 and unshared 429 in the last ten minutes.</summary>
    public int InvalidAnswers(TimeSpan now) => _invalid.Count(now);

    /// <summary>Guilds to which nothing is sent, each with why and the time until it is tried again.</summary>
    public IReadOnlyDictionary<GuildId, BlockReason> Guilds(TimeSpan now) => _guilds.ToDictionary(
        blocked => blocked.Key,
        blocked => blocked.Value.Why(now) ?? new BlockReason(blocked.Value.Sentence(TimeSpan.Zero), TimeSpan.Zero));

    private GuildBlock? Of(in RouteKey key) => key.Guild is { } guild ? _guilds.GetValueOrDefault(guild) : null;

    private void OnGuildResponse(BucketQueue queue, TimeSpan sentAt, in ResponseInfo response)
    {
        if (queue.Key.Guild is not { } guild)
        {
            return;
        }

        if (_guilds.TryGetValue(guild, out var block))
        {
            var triesAt = block.RetriesAt;
            if (block.OnResponse(queue.Key, sentAt, response))
            {
                _guilds.Remove(guild);
                Log.GuildOpen(logger, guild);
            }
            else if (block.RetriesAt != triesAt)
            {
                Log.Blocked(logger, block.Sentence(block.RetriesAt - response.ReceivedAt));
            }
        }
        else if (queue.Refusals.OnResponse(response.Status, response.ReceivedAt))
        {
            _guilds[guild] = block = new GuildBlock(guild, queue.Key, response);
            Log.Blocked(logger, block.Sentence(block.RetriesAt - response.ReceivedAt));
        }
    }

    private string Breaker(TimeSpan opensIn)
    {
        var why = $"Discord answered 401, 403 or 429 {InvalidRequestMeter.Breaker} times within 10 minutes. To keep clear of a ban, nothing is "
            + $"sent for {Math.Ceiling(opensIn.TotalMinutes):0} min. Look for the cause in the log: missing permissions, or another program that uses this token.";
        if (!_isBreakerLogged)
        {
            _isBreakerLogged = true;
            Log.Blocked(logger, why);
        }

        return why;
    }

    private static partial class Log
    {
        [LoggerMessage(4, LogLevel.Error, "{Why}")]
        public static partial void Blocked(ILogger logger, string why);

        [LoggerMessage(5, LogLevel.Information, "Discord takes the bot token again; everything goes on.")]
        public static partial void TokenAccepted(ILogger logger);

        [LoggerMessage(6, LogLevel.Information, "Guild {Guild} refuses no longer; everything goes on there.")]
        public static partial void GuildOpen(ILogger logger, GuildId guild);
    }
}
