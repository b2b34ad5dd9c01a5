using RoleSync.Discord.RateLimits.Blocks;

namespace RoleSync.Discord.RateLimits;

/// <summary>
/// Sends nothing while Discord refuses the token (401). Discord answers so in outages, too, while the token is good: so one call tries it again, after
/// pauses that double from five seconds to five minutes, and everything goes on when that call succeeds.
/// </summary>
internal sealed class TokenBlock
{
    private static readonly TimeSpan _shortestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _longestPause = TimeSpan.FromMinutes(5);
    private TaskCompletionSource _refused = NewSignal();
    private TaskCompletionSource? _accepted;
    private TimeSpan _pause = _shortestPause;
    private bool _isProbeInFlight;

    /// <summary>The call that tries the token again.</summary>
    public static RouteKey Probe => RouteKey.CurrentUser;

    /// <summary>When the token is tried again; null while it is good.</summary>
    public TimeSpan? RetriesAt { get; private set; }

    /// <summary>Completes when Discord refuses the token; is complete while it does.</summary>
    public Task Refused => _refused.Task;

    /// <summary>Completes when Discord accepts a refused token again; is complete while the token is good.</summary>
    public Task Accepted => _accepted?.Task ?? Task.CompletedTask;

    /// <summary>Why nothing is sent to that route (null: to no guild at all); null when requests may be sent.</summary>
    public BlockReason? Why(RouteKey? key, TimeSpan now)
    {
        if (RetriesAt is not { } retriesAt || key?.IsOfBot == false || (key == Probe && retriesAt <= now && !_isProbeInFlight))
        {
            return null;
        }

        var left = retriesAt > now ? retriesAt - now : TimeSpan.FromSeconds(1);
        return new BlockReason(
            $"Discord refused the bot token (401). Nothing is sent but one call in {Math.Ceiling(left.TotalSeconds):0} s that tries the token again; when Discord takes it, "
            + "everything goes on by itself. If the token is not valid any more, set DISCORD_TOKEN to a valid one and start the service again.",
            left);
    }

    /// <summary>A permit was given.</summary>
    public void OnSent(in RouteKey key) => _isProbeInFlight |= RetriesAt is not null && key == Probe;

    /// <summary>A response of Discord's own came.</summary>
    /// <returns>True when it is the first that refuses the token.</returns>
    public bool OnResponse(in RouteKey key, TimeSpan sentAt, in ResponseInfo response)
    {
        // A webhook's 401 speaks of the webhook's own token, such as that of an interaction of 15 minutes ago.
        if (!key.IsOfBot)
        {
            return false;
        }

        if (RetriesAt is not { } retriesAt)
        {
            return response.Status == 401 && Close(response.ReceivedAt);
        }

        // What was sent before the token was refused says nothing new.
        if (sentAt < retriesAt)
        {
            return false;
        }

        if (response.Status is >= 200 and < 300)
        {
            (RetriesAt, _pause, _isProbeInFlight, _refused) = (null, _shortestPause, false, NewSignal());
            _accepted?.TrySetResult();
            _accepted = null;
            return false;
        }

        _pause = response.Status == 401 ? Doubled() : _pause;
        Postpone(response.ReceivedAt);
        return false;
    }

    /// <summary>No response of Discord's came.</summary>
    public void OnLost(in RouteKey key, TimeSpan sentAt, TimeSpan now)
    {
        if (key.IsOfBot && sentAt >= RetriesAt)
        {
            Postpone(now);
        }
    }

    private bool Close(TimeSpan now)
    {
        Postpone(now);
        _accepted = NewSignal();
        _refused.TrySetResult();
        return true;
    }

    private void Postpone(TimeSpan now) => (RetriesAt, _isProbeInFlight) = (now + _pause, false);

    private TimeSpan Doubled() => 2 * _pause < _longestPause ? 2 * _pause : _longestPause;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
