using RoleSync.Core.Guilds;
using RoleSync.Discord.RateLimits.Blocks;

namespace RoleSync.Discord.RateLimits;

/// <summary>
/// Sends nothing to a guild that refused ten requests of one route in a row (403), as it does when the bot's permissions were taken away. After a
/// minute reads may go and one write at a time; the first of them that is not refused ends the block, and each refusal doubles the pause, up to ten
/// minutes.
/// </summary>
internal sealed class GuildBlock
{
    /// <summary>After so many refused tries it makes no sense that a run waits for the next.</summary>
    private const int MostTries = 3;

    private static readonly TimeSpan _shortestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _longestPause = TimeSpan.FromMinutes(10);
    private readonly GuildId _guild;
    private RouteKey _route;
    private string? _refusal;
    private TimeSpan _pause = _shortestPause;
    private int _refusedTries;
    private bool _isWriteInFlight;

    public GuildBlock(GuildId guild, RouteKey refused, in ResponseInfo response)
    {
        _guild = guild;
        Close(refused, response);
    }

    /// <summary>From when on the guild is tried again.</summary>
    public TimeSpan RetriesAt { get; private set; }

    /// <summary>Why nothing is sent there; null when a request may try the guild again.</summary>
    public BlockReason? Why(TimeSpan now) => RetriesAt > now ? new BlockReason(Sentence(RetriesAt - now), RetriesAt - now, _refusedTries >= MostTries) : null;

    /// <summary>What is wrong and what to do, as a sentence for people.</summary>
    /// <param name="left">Time until the guild is tried again; zero for now.</param>
    public string Sentence(TimeSpan left) =>
        $"Guild {_guild} refused {RefusalStreak.Most} requests in a row (403), and last {_route.Method} {_route.Template}{_refusal}. It is left alone"
        + (left > TimeSpan.Zero ? $" for {Span(left)}; then one look and one write are tried, and at once when somebody starts a run." : " but for one look and one write, which are tried now.")
        + " Check that the bot has the Manage Roles permission and a role above those that it manages.";

    /// <summary>Whether a request has to wait for the response to the write that tries the guild.</summary>
    public bool AwaitsProbe(in RouteKey key) => _isWriteInFlight && !IsRead(key);

    /// <summary>A permit was given.</summary>
    public void OnSent(in RouteKey key) => _isWriteInFlight |= !IsRead(key);

    /// <summary>A response of Discord's own came.</summary>
    /// <returns>True when it ends the block.</returns>
    public bool OnResponse(in RouteKey key, TimeSpan sentAt, in ResponseInfo response)
    {
        // What was sent before the block began says nothing new.
        if (sentAt < RetriesAt)
        {
            return false;
        }

        if (response.Status == 403)
        {
            _refusedTries++;
            _pause = 2 * _pause < _longestPause ? 2 * _pause : _longestPause;
            Close(key, response);
            return false;
        }

        _isWriteInFlight &= IsRead(key);
        return response.Status is < 500 and not (401 or 408 or 429) && (!IsRead(key) || key == _route);
    }

    /// <summary>No response of Discord's came.</summary>
    public void OnLost(in RouteKey key, TimeSpan sentAt) => _isWriteInFlight &= sentAt < RetriesAt || IsRead(key);

    /// <summary>Somebody wants it tried now.</summary>
    public void RetryNow(TimeSpan now) => (RetriesAt, _pause, _refusedTries, _isWriteInFlight) = (now < RetriesAt ? now : RetriesAt, _shortestPause, 0, false);

    private void Close(in RouteKey refused, in ResponseInfo response)
    {
        (_route, _isWriteInFlight, RetriesAt) = (refused, false, response.ReceivedAt + _pause);
        _refusal = response.Error is { } error ? $": \"{error.Message}\", code {error.Code}" : null;
    }

    private static bool IsRead(in RouteKey key) => key.Method == "GET";

    private static string Span(TimeSpan time) => time < TimeSpan.FromMinutes(2) ? $"{Math.Ceiling(time.TotalSeconds):0} s" : $"{Math.Ceiling(time.TotalMinutes):0} min";
}
