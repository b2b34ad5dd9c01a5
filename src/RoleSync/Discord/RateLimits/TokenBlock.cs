using RoleSync.Discord.RateLimits.Blocks;

namespace RoleSync.Discord.RateLimits;

/// <summary>
/// What follows a refused token. Discord answers 401 in outages, too, while the token is good: so one call asks again, after pauses that grow
/// from five seconds to five minutes, and everything goes on when it is answered well.
/// </summary>
internal sealed class TokenBlock
{
    private static readonly TimeSpan _first = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _most = TimeSpan.FromMinutes(5);
    private TaskCompletionSource _refused = NewSignal();
    private TaskCompletionSource? _taken;
    private TimeSpan _pause = _first;
    private bool _hasProbe;

    /// <summary>The call that asks again.</summary>
    public static RouteKey Probe => RouteKey.CurrentUser;

    /// <summary>When the token is tried again; null while it is good.</summary>
    public TimeSpan? TriesAt { get; private set; }

    /// <summary>Ends when the token is refused; has ended while it is.</summary>
    public Task Refused => _refused.Task;

    /// <summary>Ends when Discord takes the token again; has ended while it is good.</summary>
    public Task Taken => _taken?.Task ?? Task.CompletedTask;

    /// <summary>Why nothing is sent there (null: nowhere in particular); null when requests may be sent.</summary>
    public Halt? Why(RouteKey? key, TimeSpan now)
    {
        if (TriesAt is not { } tries || key?.IsOfBot == false || (key == Probe && tries <= now && !_hasProbe))
        {
            return null;
        }

        var left = tries > now ? tries - now : TimeSpan.FromSeconds(1);
        return new Halt(
            $"Discord refused the bot token (401). Nothing is sent but one call in {Math.Ceiling(left.TotalSeconds):0} s that tries the token again; when Discord takes it, "
            + "everything goes on by itself. If the token is not valid any more, set DISCORD_TOKEN to a valid one and start the service again.",
            left);
    }

    /// <summary>A request was let go.</summary>
    public void Sent(in RouteKey key) => _hasProbe |= TriesAt is not null && key == Probe;

    /// <summary>Takes an answer of Discord's own into account.</summary>
    /// <returns>True when it is the first that refuses the token.</returns>
    public bool Answered(in RouteKey key, TimeSpan sentAt, in ResponseInfo reply)
    {
        // A webhook's 401 speaks of the webhook's own token, such as that of an interaction of 15 minutes ago.
        if (!key.IsOfBot)
        {
            return false;
        }

        if (TriesAt is not { } tries)
        {
            return reply.Status == 401 && Close(reply.ReceivedAt);
        }

        // What was sent before the token was refused says nothing new.
        if (sentAt < tries)
        {
            return false;
        }

        if (reply.Status is >= 200 and < 300)
        {
            (TriesAt, _pause, _hasProbe, _refused) = (null, _first, false, NewSignal());
            _taken?.TrySetResult();
            _taken = null;
            return false;
        }

        _pause = reply.Status == 401 ? Doubled() : _pause;
        Later(reply.ReceivedAt);
        return false;
    }

    /// <summary>No answer of Discord's came.</summary>
    public void Lost(in RouteKey key, TimeSpan sentAt, TimeSpan now)
    {
        if (key.IsOfBot && sentAt >= TriesAt)
        {
            Later(now);
        }
    }

    private bool Close(TimeSpan now)
    {
        Later(now);
        _taken = NewSignal();
        _refused.TrySetResult();
        return true;
    }

    private void Later(TimeSpan now) => (TriesAt, _hasProbe) = (now + _pause, false);

    private TimeSpan Doubled() => 2 * _pause < _most ? 2 * _pause : _most;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
