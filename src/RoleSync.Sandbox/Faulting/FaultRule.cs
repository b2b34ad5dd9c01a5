using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Faulting;

/// <summary>When a fault strikes. All conditions that are set must hold.</summary>
/// <param name="route">
/// Method and path without the version: "POST /users/by/discord", "PUT /guilds/*/members/*/roles/*". A star stands for one segment, or as
/// the whole method for any method; ** as the last segment stands for the rest.
/// </param>
/// <param name="fault">What happens.</param>
public sealed class FaultRule(string route, Fault fault)
{
    private readonly string _method = route.Split(' ', 2)[0];
    private readonly string[] _segments = route.Split(' ', 2) is [_, var path]
        ? path.Split('/', StringSplitOptions.RemoveEmptyEntries)
        : throw new ArgumentException($"'{route}' is no route: write a method, a space and a path, such as \"GET /guilds/*/members\".", nameof(route));
    private int _calls;
    private int _hits;

    /// <summary>The route it was made with.</summary>
    public string Route => route;

    /// <summary>Strikes at most so often; null: without end.</summary>
    public int? Times { get; init; }

    /// <summary>Lets the first so many calls pass.</summary>
    public int After { get; init; }

    /// <summary>Strikes only every n-th call of those after <see cref="After"/>.</summary>
    public int Every { get; init; } = 1;

    /// <summary>Strikes this share (0 to 1) of the calls, chosen by the seed.</summary>
    public double Share { get; init; } = 1;

    /// <summary>Strikes after the request has taken effect, for faults that otherwise come first: the write is done, its answer lost.</summary>
    public bool AfterHandling { get; init; }

    /// <summary>While false, nothing strikes and no call is counted.</summary>
    public bool IsOn { get; set; } = true;

    /// <summary>How often it has struck.</summary>
    public int Hits => Volatile.Read(ref _hits);

    internal Fault Fault => fault;

    internal bool IsLate => AfterHandling || fault.IsLate;

    internal bool Strikes(string method, string[] segments, Chance chance)
    {
        if (!IsOn || (_method != "*" && _method != method) || !Fits(segments))
        {
            return false;
        }
        var call = Interlocked.Increment(ref _calls) - 1 - After;
        if (call < 0 || (call + 1) % Every != 0 || (Share < 1 && chance.Share((ulong)call) >= Share))
        {
            return false;
        }
        if (Interlocked.Increment(ref _hits) <= (Times ?? int.MaxValue))
        {
            return true;
        }
        Interlocked.Decrement(ref _hits);
        return false;
    }

    private bool Fits(string[] segments)
    {
        for (var index = 0; index < _segments.Length; index++)
        {
            if (_segments[index] == "**")
            {
                return true;
            }
            if (index >= segments.Length || (_segments[index] != "*" && _segments[index] != segments[index]))
            {
                return false;
            }
        }
        return segments.Length == _segments.Length;
    }
}
