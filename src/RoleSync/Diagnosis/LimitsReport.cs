using System.Text.Json.Serialization;

namespace RoleSync.Diagnosis;

/// <summary>The limits as they stand and the runs that draw on them, as GET /limits answers. Times are milliseconds, ids of Discord are text.</summary>
/// <param name="Buckets">Every bucket in use, by guild, then by route.</param>
/// <param name="Global">The pace over all buckets.</param>
/// <param name="Invalid">Answers that Discord holds against the bot.</param>
/// <param name="Limited">429s since the start.</param>
/// <param name="Halted">Why nothing is sent at all, in sentences; null while requests are sent.</param>
/// <param name="HaltedGuilds">Guilds to which nothing is sent for a while, because they refused everything.</param>
/// <param name="Runs">Runs that are planning or applying.</param>
/// <param name="Notices">Sentences about guilds and buckets that are left alone while everything else goes on, and about Ethos where it is.</param>
/// <param name="Routes">All buckets, summed up by route.</param>
/// <param name="Totals">How many there are of what is listed: of each only the worst are, unless details are asked for.</param>
internal sealed record LimitsReport(
    [property: JsonRequired] IReadOnlyList<BucketReport> Buckets, [property: JsonRequired] GlobalReport Global, InvalidReport Invalid, LimitedReport Limited, string? Halted,
    IReadOnlyList<HaltedGuildReport> HaltedGuilds, IReadOnlyList<PacedRunReport> Runs, IReadOnlyList<string> Notices,
    IReadOnlyList<RouteReport> Routes, LimitsTotals Totals);

/// <summary>How many there are, whatever is listed.</summary>
internal sealed record LimitsTotals(int Buckets, int HaltedGuilds, int Runs, int Notices);

/// <summary>The buckets of one route in all guilds.</summary>
/// <param name="Method">The HTTP method, or those that share a bucket.</param>
/// <param name="Route">The path, with names in braces for ids.</param>
/// <param name="Buckets">How many there are: one for each guild that was asked.</param>
/// <param name="Learned">Those whose limit is known from an answer.</param>
/// <param name="Full">Those whose window takes no more requests now.</param>
/// <param name="Blocked">Those that open only later, or after an answer.</param>
/// <param name="OpensInMs">When the last of these opens; 0 where none is blocked.</param>
/// <param name="Waiting">Requests that wait.</param>
/// <param name="InFlight">Requests under way.</param>
/// <param name="Foreign">Requests of other programs with this token in the present windows, as far as the answers prove them.</param>
internal sealed record RouteReport(
    string Method, string Route, int Buckets, int Learned, int Full, int Blocked, long OpensInMs, int Waiting, int InFlight, int Foreign)
{
    /// <summary>Sums up buckets of one route.</summary>
    public static RouteReport Of(string method, string route, IReadOnlyCollection<BucketReport> buckets) => new(
        method,
        route,
        buckets.Count,
        buckets.Count(bucket => bucket.Limit is not null),
        buckets.Count(bucket => bucket.Remaining <= 0),
        buckets.Count(bucket => bucket.OpensInMs is null or > 0),
        buckets.Max(bucket => bucket.OpensInMs) ?? 0,
        buckets.Sum(bucket => bucket.Waiting),
        buckets.Sum(bucket => bucket.InFlight),
        buckets.Sum(bucket => bucket.Foreign));
}

/// <summary>One bucket.</summary>
/// <param name="Method">The HTTP method, or those that share the bucket.</param>
/// <param name="Route">The path, with names in braces for ids.</param>
/// <param name="GuildId">The guild; null for routes of the bot itself.</param>
/// <param name="Limit">Requests that a window takes; null when unknown.</param>
/// <param name="Remaining">Requests that may still be sent in this window; null when unknown.</param>
/// <param name="OpensInMs">When the next request may be sent; 0 for now, null when an answer has to come first.</param>
/// <param name="Model">unknown, none, fixed or sliding: how the bucket gives requests back.</param>
/// <param name="Waiting">Requests that wait.</param>
/// <param name="InFlight">Requests under way.</param>
/// <param name="Foreign">Requests of other programs with this token in the present window, as far as the answers prove them.</param>
internal sealed record BucketReport(
    string Method, string Route, string? GuildId, int? Limit, int? Remaining, long? OpensInMs, string Model, int Waiting, int InFlight, int Foreign);

/// <summary>The pace over all buckets: requests that may count at once, from their start to so long after their answer; those that count now; and how long nothing at all may be sent.</summary>
internal sealed record GlobalReport(int Requests, long WindowMs, int InWindow, long BlockedForMs);

/// <summary>Answers 401, 403 and unshared 429 in the last window; when they reach the breaker, nothing is sent.</summary>
internal sealed record InvalidReport(int Answers, int Breaker, long WindowMs);

/// <summary>429s since the start, by what was closed: this bot on a route, the bot everywhere, everybody on a resource, this address.</summary>
internal sealed record LimitedReport(int User, int Global, int Shared, int Cloudflare)
{
    public int All() => User + Global + Shared + Cloudflare;
}

/// <summary>A guild to which nothing is sent: until when, and what it refused.</summary>
internal sealed record HaltedGuildReport(string GuildId, long OpensInMs, string Why);

/// <summary>A run under way.</summary>
/// <param name="RunId">The run.</param>
/// <param name="GuildId">Its guild.</param>
/// <param name="Phase">planning or applying.</param>
/// <param name="Planned">Changes that can be sent.</param>
/// <param name="Applied">Changes that Discord confirmed.</param>
/// <param name="EtaMs">Time until its estimated end, by the speed so far; null when unknown.</param>
/// <param name="ResumesAt">Milliseconds since 1970 when it goes on, where it rests; else null.</param>
internal sealed record PacedRunReport(long RunId, string GuildId, string Phase, int Planned, int Applied, long? EtaMs, long? ResumesAt);

/// <summary>The limits in four figures, as GET /sync-status answers.</summary>
/// <param name="GlobalInWindow">Requests that count against the global pace now.</param>
/// <param name="InvalidAnswers">Answers of the last ten minutes that Discord holds against the bot.</param>
/// <param name="Limited">429s since the start.</param>
/// <param name="Halted">Why nothing is sent, in sentences; null while requests are sent.</param>
/// <param name="Notices">Sentences about guilds and buckets that are left alone while everything else goes on, and about Ethos where it is.</param>
internal sealed record LimitsSummary(int GlobalInWindow, int InvalidAnswers, int Limited, string? Halted, IReadOnlyList<string> Notices);
