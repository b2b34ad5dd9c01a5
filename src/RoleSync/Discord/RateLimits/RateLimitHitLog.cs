using Microsoft.Extensions.Logging;
using RoleSync.Discord.RateLimits.Windows;

namespace RoleSync.Discord.RateLimits;

/// <summary>Counts the 429s and tells of each.</summary>
internal sealed partial class RateLimitHitLog(ILogger logger)
{
    private readonly int[] _counts = new int[Enum.GetValues<LimitScope>().Length];

    public void Add(RouteKey route, LimitScope scope, TimeSpan wait)
    {
        _counts[(int)scope]++;
        Log.Excess(logger, route, scope, wait);
    }

    /// <summary>429s since the start, by scope.</summary>
    public IReadOnlyDictionary<LimitScope, int> Counts() => Enum.GetValues<LimitScope>().ToDictionary(scope => scope, scope => _counts[(int)scope]);

    private static partial class Log
    {
        [LoggerMessage(3, LogLevel.Warning, "{Route}: Discord answered 429 (scope {Scope}); sending again in {Wait}.")]
        public static partial void Excess(ILogger logger, RouteKey route, LimitScope scope, TimeSpan wait);
    }
}
