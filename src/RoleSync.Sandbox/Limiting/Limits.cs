using System.Collections.Concurrent;

namespace RoleSync.Sandbox.Limiting;

/// <summary>
/// The limits of the simulated Discord, at the numbers that public measurements give and with all windows divided by the speed.
/// They may be changed while requests come in. Safe for use from several threads.
/// </summary>
public sealed class Limits
{
    private readonly ConcurrentDictionary<LimitedRoute, LimitRule> _rules = new();
    private readonly ConcurrentDictionary<(LimitedRoute, ulong), Bucket> _buckets = new();
    private readonly TimeProvider _time;
    private readonly double _speed;
    private readonly long _start;
    private readonly DateTimeOffset _startedAt;
    private readonly Lock _globalLock = new();
    private long _globalWindow = -1;
    private int _globalUsed;

    internal Limits(TimeProvider time, double speed, WindowModel? roleWrites = null)
    {
        (_time, _speed) = (time, speed);
        (_start, _startedAt) = (time.GetTimestamp(), time.GetUtcNow());
        Set(LimitedRoute.Global, 50, TimeSpan.FromSeconds(1), WindowModel.Fixed);
        Set(LimitedRoute.ListMembers, 10, TimeSpan.FromSeconds(10), WindowModel.Sliding);
        Set(LimitedRoute.GetMember, 5, TimeSpan.FromSeconds(1), WindowModel.Sliding);
        Set(LimitedRoute.PatchMember, 10, TimeSpan.FromSeconds(10), roleWrites ?? WindowModel.Sliding);
        Set(LimitedRoute.MemberRoles, 10, TimeSpan.FromSeconds(10), roleWrites ?? WindowModel.Fixed);
        Set(LimitedRoute.CreateRole, 250, TimeSpan.FromHours(48), WindowModel.Fixed);
        Set(LimitedRoute.Application, 1000, TimeSpan.FromSeconds(1), WindowModel.Fixed);
        Set(LimitedRoute.GatewayBot, 2, TimeSpan.FromSeconds(5), WindowModel.Sliding);
        Set(LimitedRoute.Commands, 2, TimeSpan.FromSeconds(60), WindowModel.Sliding);
        Set(LimitedRoute.GuildCommands, 2, TimeSpan.FromSeconds(60), WindowModel.Sliding);
        Set(LimitedRoute.Webhook, 5, TimeSpan.FromSeconds(2), WindowModel.Sliding);
        Set(LimitedRoute.ChannelMessages, 5, TimeSpan.FromSeconds(5), WindowModel.Sliding);
        Set(LimitedRoute.EditChannelMessage, 5, TimeSpan.FromSeconds(5), WindowModel.Sliding);
        Set(LimitedRoute.DeleteChannelMessage, 5, TimeSpan.FromSeconds(1), WindowModel.Sliding);
    }

    /// <summary>Changes a limit from the next request on; an open fixed window still closes when it would have.</summary>
    /// <param name="route">Which limit.</param>
    /// <param name="limit">Requests in a window, at least 1.</param>
    /// <param name="window">Length at Discord's speed; the sandbox divides it by its own.</param>
    /// <param name="model">How it counts; null: as before.</param>
    public void Set(LimitedRoute route, int limit, TimeSpan window, WindowModel? model = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var kept = _rules.TryGetValue(route, out var old) ? old.Model : WindowModel.Fixed;
        _rules[route] = new LimitRule(limit, window / _speed, model ?? kept);
    }

    /// <summary>Lets another program with the same token send requests.</summary>
    /// <param name="route">Which limit they count against.</param>
    /// <param name="topLevel">Guild, webhook or channel; 0 for limits of the bot alone.</param>
    /// <param name="requests">How many it sends at once.</param>
    /// <returns>How many of them passed.</returns>
    public int UseElsewhere(LimitedRoute route, ulong topLevel, int requests)
    {
        var passed = 0;
        for (var request = 0; request < requests; request++)
        {
            passed += Take(route, topLevel).Allowed ? 1 : 0;
        }
        return passed;
    }

    internal Verdict Take(LimitedRoute route, ulong topLevel) =>
        route == LimitedRoute.Global ? TakeGlobal() : _buckets.GetOrAdd((route, topLevel), static _ => new Bucket()).Take(_rules[route], Now);

    /// <summary>The wall-clock time of a moment of the limits' clock; steps of the wall clock do not move it.</summary>
    internal DateTimeOffset At(TimeSpan moment) => _startedAt + moment;

    private TimeSpan Now => _time.GetElapsedTime(_start);

    // Windows of the server's own clock: that is what made clients with windows of their own fail (discord-api-docs issue 5144).
    private Verdict TakeGlobal()
    {
        var rule = _rules[LimitedRoute.Global];
        var now = Now;
        lock (_globalLock)
        {
            var window = now.Ticks / rule.Window.Ticks;
            if (window != _globalWindow)
            {
                (_globalWindow, _globalUsed) = (window, 0);
            }
            var closes = rule.Window * (window + 1);
            return _globalUsed >= rule.Limit
                ? new Verdict(false, rule.Limit, 0, closes, closes - now, closes - now)
                : new Verdict(true, rule.Limit, rule.Limit - ++_globalUsed, closes, closes - now, default);
        }
    }
}
