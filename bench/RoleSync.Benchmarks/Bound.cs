namespace RoleSync.Benchmarks;

/// <summary>The least time that Discord's limits leave for some work, however good the client is, and why.</summary>
/// <param name="Time">At Discord's own speed.</param>
/// <param name="Formula">How it comes about, with its numbers.</param>
internal sealed record Bound(TimeSpan Time, string Formula)
{
    private const int Requests = 10;
    private const int GlobalRequests = 50;
    private static readonly TimeSpan _window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _step = _window / Requests;
    private static readonly TimeSpan _globalWindow = TimeSpan.FromSeconds(1);

    /// <summary>One after the other: a run plans everything before its first write.</summary>
    public static Bound operator +(Bound left, Bound right) => new(left.Time + right.Time, $"{left.Formula} + {right.Formula}");

    /// <summary>The member list: 10 in 10 s, sliding.</summary>
    public static Bound Listing(int pages) => new(
        Sliding(pages), pages > Requests ? $"({pages} pages - {Requests}) x {_step.TotalSeconds:0} s" : $"{pages} pages at once: 0 s");

    /// <summary>The member list: 10 in 10 s, in fixed windows.</summary>
    public static Bound FixedListing(int pages) => new(
        Fixed(pages), $"(ceil({pages} pages / {Requests}) - 1) x {_window.TotalSeconds:0} s");

    /// <summary>PUT and DELETE of roles: 10 in 10 s, in fixed windows.</summary>
    public static Bound FixedWrites(int writes) => new(
        Fixed(writes), $"(ceil({writes} writes / {Requests}) - 1) x {_window.TotalSeconds:0} s");

    /// <summary>PUT and DELETE of roles: 10 in 10 s, sliding.</summary>
    public static Bound SlidingWrites(int writes) => new(Sliding(writes), $"({writes} writes - {Requests}) x {_step.TotalSeconds:0} s");

    /// <summary>Tier switches shared out between the two buckets so that both end together: a PATCH each, or a PUT and a DELETE.</summary>
    public static Bound TwoLanes(int members)
    {
        var (time, patched) = Enumerable.Range(0, members + 1)
            .Select(patches => (Time: Longer(Sliding(patches), Fixed(2 * (members - patches))), Patches: patches))
            .Min();
        return new Bound(time, $"the longer of ({patched} PATCH - {Requests}) x {_step.TotalSeconds:0} s and (ceil({2 * (members - patched)} PUT, DELETE / {Requests}) - 1) x {_window.TotalSeconds:0} s");
    }

    /// <summary>Many guilds at once: the slowest guild, or Discord's global limit for all of them.</summary>
    public static Bound Together(Bound slowest, int calls)
    {
        var paced = calls * _globalWindow / GlobalRequests;
        return new Bound(
            Longer(slowest.Time, paced),
            $"the longer of the slowest guild ({slowest.Formula}) and Discord's global limit ({calls} lists and writes / {GlobalRequests} a second)");
    }

    /// <summary>Guilds in which nothing is to be written: what is asked of Discord, or of Ethos, whichever takes longer.</summary>
    public static Bound OfBoth(int discordCalls, int ethosCalls, int ethosCallsPerMinute)
    {
        var (discord, ethos) = (discordCalls * _globalWindow / GlobalRequests, TimeSpan.FromMinutes((double)ethosCalls / ethosCallsPerMinute));
        return new Bound(
            Longer(discord, ethos),
            $"the longer of {discordCalls} calls of Discord / {GlobalRequests} a second and {ethosCalls} calls of Ethos / {ethosCallsPerMinute} a minute");
    }

    private static TimeSpan Fixed(int requests) => Math.Max(0, ((requests + Requests - 1) / Requests) - 1) * _window;

    private static TimeSpan Sliding(int requests) => Math.Max(0, requests - Requests) * _step;

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
