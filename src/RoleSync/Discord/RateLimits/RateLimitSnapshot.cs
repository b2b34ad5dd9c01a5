using RoleSync.Core.Guilds;
using RoleSync.Discord.RateLimits.Blocks;
using RoleSync.Discord.RateLimits.Windows;

namespace RoleSync.Discord.RateLimits;

/// <summary>The limits as they stand at one moment, for people who look.</summary>
/// <param name="Buckets">Every bucket in use.</param>
/// <param name="Global">The global limit.</param>
/// <param name="InvalidAnswers">401, 403 and unshared 429 in the last ten minutes; nothing is sent from <see cref="InvalidRequestMeter.Breaker"/> on.</param>
/// <param name="Hits">429s since the start, by scope.</param>
/// <param name="Blocked">Why nothing is sent and no run may begin; null while requests are sent.</param>
/// <param name="Paused">Why nothing is sent for more than 30 s because a 429 asked for that; else null.</param>
/// <param name="BlockedGuilds">Guilds for which nothing is sent, each with why and the time until it is tried again.</param>
internal sealed record RateLimitSnapshot(
    IReadOnlyList<BucketSnapshot> Buckets,
    GlobalLimitSnapshot Global,
    int InvalidAnswers,
    IReadOnlyDictionary<LimitScope, int> Hits,
    BlockReason? Blocked,
    BlockReason? Paused,
    IReadOnlyDictionary<GuildId, BlockReason> BlockedGuilds);

/// <summary>One bucket.</summary>
/// <param name="Method">The HTTP method, or those that share the bucket.</param>
/// <param name="Route">The path below the API's root, with names in braces for ids.</param>
/// <param name="Guild">The guild; null for routes of the bot itself.</param>
/// <param name="Hash">Discord's name of the bucket.</param>
/// <param name="Limit">Requests that a window takes; null when unknown.</param>
/// <param name="Remaining">Requests that may still be sent in this window; null when unknown.</param>
/// <param name="OpensIn">When the next request may be sent; zero for now, null when a response has to come first.</param>
/// <param name="Model">How the bucket takes requests again.</param>
/// <param name="Waiting">Callers that wait.</param>
/// <param name="InFlight">Requests under way.</param>
/// <param name="Foreign">Requests of other clients of this token in the present window, as far as the responses prove them.</param>
/// <param name="DisbelievedWait">How long Discord asked to leave the bucket alone where one request asks again earlier; else null.</param>
internal sealed record BucketSnapshot(
    string Method, string Route, GuildId? Guild, string? Hash, int? Limit, int? Remaining, TimeSpan? OpensIn, WindowModel Model,
    int Waiting, int InFlight, int Foreign, TimeSpan? DisbelievedWait);

/// <summary>The global limit.</summary>
/// <param name="Requests">Requests that may count at once.</param>
/// <param name="Window">How long a request counts after its response.</param>
/// <param name="InWindow">Requests that count now.</param>
/// <param name="BlockedFor">Time until anything at all may be sent; zero for now.</param>
internal sealed record GlobalLimitSnapshot(int Requests, TimeSpan Window, int InWindow, TimeSpan BlockedFor);
