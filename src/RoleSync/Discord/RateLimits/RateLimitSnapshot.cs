using RoleSync.Core.Guilds;
using RoleSync.Discord.RateLimits.Blocks;
using RoleSync.Discord.RateLimits.Windows;

namespace RoleSync.Discord.RateLimits;

/// <summary>The limits as they stand at one moment, for people who look.</summary>
/// <param name="Buckets">Every bucket in use.</param>
/// <param name="Global">The pace over all buckets.</param>
/// <param name="InvalidAnswers">401, 403 and unshared 429 in the last ten minutes; nothing is sent from <see cref="InvalidRequestMeter.Breaker"/> on.</param>
/// <param name="Excesses">429s since the start, by scope.</param>
/// <param name="Halted">Why nothing is sent and nothing new may begin; null while requests are sent.</param>
/// <param name="Paused">Why nothing is sent for longer than a moment because Discord asked for that; else null.</param>
/// <param name="HaltedGuilds">Guilds for which nothing is sent, each with why and the time until it is tried again.</param>
internal sealed record RateLimitSnapshot(
    IReadOnlyList<BucketSnapshot> Buckets,
    GlobalPaceSnapshot Global,
    int InvalidAnswers,
    IReadOnlyDictionary<LimitScope, int> Excesses,
    Halt? Halted,
    Halt? Paused,
    IReadOnlyDictionary<GuildId, Halt> HaltedGuilds);

/// <summary>One bucket.</summary>
/// <param name="Method">The HTTP method, or those that share the bucket.</param>
/// <param name="Route">The path below the API's root, with names in braces for ids.</param>
/// <param name="Guild">The guild; null for routes of the bot itself.</param>
/// <param name="Hash">Discord's name of the bucket.</param>
/// <param name="Limit">Requests that a window takes; null when unknown.</param>
/// <param name="Remaining">Requests that may still be sent in this window; null when unknown.</param>
/// <param name="OpensIn">When the next request may be sent; zero for now, null when an answer has to come first.</param>
/// <param name="Model">How the bucket gives requests back.</param>
/// <param name="Waiting">Callers that wait.</param>
/// <param name="InFlight">Requests under way.</param>
/// <param name="Foreign">Requests of other clients of this token in the present window, as far as the answers prove them.</param>
/// <param name="Unbelieved">How long Discord asked to leave the bucket alone where one request asks again earlier; else null.</param>
internal sealed record BucketSnapshot(
    string Method, string Route, GuildId? Guild, string? Hash, int? Limit, int? Remaining, TimeSpan? OpensIn, WindowModel Model,
    int Waiting, int InFlight, int Foreign, TimeSpan? Unbelieved);

/// <summary>The pace over all buckets.</summary>
/// <param name="Requests">Requests that may count at once.</param>
/// <param name="Window">How long a request counts after its answer.</param>
/// <param name="InWindow">Requests that count now.</param>
/// <param name="BlockedFor">Time until anything at all may be sent; zero for now.</param>
internal sealed record GlobalPaceSnapshot(int Requests, TimeSpan Window, int InWindow, TimeSpan BlockedFor);
