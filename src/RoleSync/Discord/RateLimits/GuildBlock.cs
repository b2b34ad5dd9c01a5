using RoleSync.Core.Guilds;
using RoleSync.Discord.RateLimits.Blocks;

namespace RoleSync.Discord.RateLimits;

/// <summary>
/// What follows when a guild refused many requests in a row, as one whose permissions were taken away does. It is left alone for a minute; then
/// reads may go and one write at a time, and the first that is not refused opens the guild again. Each refusal in between doubles the pause.
/// </summary>
internal sealed class GuildBlock
{
    /// <summary>After so many trials that were refused it makes no sense that a run waits for the next.</summary>
    private const int MostTrials = 3;

    private static readonly TimeSpan _first = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _most = TimeSpan.FromMinutes(10);
    private readonly GuildId _guild;
    private RouteKey _route;
    private string? _words;
    private TimeSpan _pause = _first;
    private int _trials;
    private bool _hasWrite;

    public GuildBlock(GuildId guild, RouteKey refused, in ResponseInfo reply)
    {
        _guild = guild;
        Close(refused, reply);
    }

    /// <summary>When the guild is tried again.</summary>
    public TimeSpan TriesAt { get; private set; }

    /// <summary>Why nothing is sent there; null when this request may try.</summary>
    public Halt? Why(TimeSpan now) => TriesAt > now ? new Halt(Sentence(TriesAt - now), TriesAt - now, _trials >= MostTrials) : null;

    /// <summary>What is wrong, for people who look.</summary>
    public string Sentence(TimeSpan left) =>
        $"Guild {_guild} refused {RefusalStreak.Most} requests in a row (403), and last {_route.Method} {_route.Template}{_words}. It is left alone"
        + (left > TimeSpan.Zero ? $" for {Span(left)}; then one look and one write are tried, and at once when somebody starts a run." : " but for one look and one write, which are tried now.")
        + " Check that the bot has the Manage Roles permission and a role above those that it manages.";

    /// <summary>Whether a request has to wait for the answer to the write that is tried.</summary>
    public bool IsTried(in RouteKey key) => _hasWrite && !IsRead(key);

    /// <summary>A request was let go.</summary>
    public void Sent(in RouteKey key) => _hasWrite |= !IsRead(key);

    /// <summary>Takes an answer of Discord's own into account.</summary>
    /// <returns>True when it opens the guild again.</returns>
    public bool Answered(in RouteKey key, TimeSpan sentAt, in ResponseInfo reply)
    {
        // What was sent before the guild was closed says nothing new.
        if (sentAt < TriesAt)
        {
            return false;
        }

        if (reply.Status == 403)
        {
            _trials++;
            _pause = 2 * _pause < _most ? 2 * _pause : _most;
            Close(key, reply);
            return false;
        }

        _hasWrite &= IsRead(key);
        return reply.Status is < 500 and not (401 or 408 or 429) && (!IsRead(key) || key == _route);
    }

    /// <summary>No answer of Discord's came.</summary>
    public void Lost(in RouteKey key, TimeSpan sentAt) => _hasWrite &= sentAt < TriesAt || IsRead(key);

    /// <summary>Somebody wants it tried now.</summary>
    public void TryNow(TimeSpan now) => (TriesAt, _pause, _trials, _hasWrite) = (now < TriesAt ? now : TriesAt, _first, 0, false);

    private void Close(in RouteKey refused, in ResponseInfo reply)
    {
        (_route, _hasWrite, TriesAt) = (refused, false, reply.ReceivedAt + _pause);
        _words = reply.Error is { } error ? $": \"{error.Message}\", code {error.Code}" : null;
    }

    private static bool IsRead(in RouteKey key) => key.Method == "GET";

    private static string Span(TimeSpan time) => time < TimeSpan.FromMinutes(2) ? $"{Math.Ceiling(time.TotalSeconds):0} s" : $"{Math.Ceiling(time.TotalMinutes):0} min";
}
