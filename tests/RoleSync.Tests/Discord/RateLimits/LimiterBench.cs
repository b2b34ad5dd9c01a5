using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RoleSync.Core.Guilds;
using RoleSync.Core.Waiting;
using RoleSync.Discord.Options;
using RoleSync.Discord.RateLimits;
using RoleSync.Discord.RateLimits.Windows;
using RoleSync.Discord.Wire;
using RoleSync.Testing.Hosting;
using RoleSync.Testing.Time;

namespace RoleSync.Tests.Discord.RateLimits;

/// <summary>The limiter alone, on a clock that the test moves.</summary>
internal sealed class LimiterBench : IDisposable
{
    public static readonly GuildId Guild = new(7);
    public static readonly RouteKey Route = RouteKey.MemberRole(Guild);

    public LimiterBench(DiscordOptions? options = null) =>
        Limiter = new RateLimiter(
            Options.Create(options ?? new DiscordOptions { LimitGuard = TimeSpan.Zero }), Time, new Logger<RateLimiter>(new LoggerFactory([Log])));

    public LogLines Log { get; } = new();

    public VirtualTime Time { get; } = new();

    public RateLimiter Limiter { get; }

    public BucketSnapshot Bucket => Limiter.Snapshot().Buckets.Single(bucket => bucket.Route == Route.Template);

    public Task<Admission> Acquire(RouteKey? route = null, RequestPriority priority = RequestPriority.Bulk, TimeSpan? patience = null) =>
        Limiter.AcquireAsync(route ?? Route, priority, patience is { } limit ? Limiter.Now + limit : TimeSpan.MaxValue, CancellationToken.None);

    public Task<Admission> AcquireUntilCancelled(RouteKey route, CancellationToken ct) =>
        Limiter.AcquireAsync(route, RequestPriority.Bulk, TimeSpan.MaxValue, ct);

    /// <summary>Whether a request may go now; when it may, it is answered with 204 and the headers given.</summary>
    public bool Passes(RouteKey? route = null, LimitHeaders? headers = null) => Answer(Acquire(route), 204, headers);

    /// <summary>Sends a request that is answered with the status; fails when it may not go.</summary>
    public void Send(int status, LimitHeaders? headers = null, RateLimitHit? hit = null, RouteKey? route = null) =>
        Assert.True(Answer(Acquire(route), status, headers, hit), "The limiter lets no request go.");

    public bool Answer(Task<Admission> waits, int status, LimitHeaders? headers = null, RateLimitHit? hit = null, DiscordError? error = null)
    {
        if (!waits.IsCompleted || waits.Result is not Admission.Granted { Permit: var permit })
        {
            return false;
        }

        permit.Report(new ResponseInfo(status, Limiter.Now, headers, hit) { Error = error });
        return true;
    }

    /// <summary>Somebody between here and Discord answers a request that was let go.</summary>
    public void AnswerOfEdge(Task<Admission> waits, int status) =>
        Assert.IsType<Admission.Granted>(waits.Result).Permit.Report(new ResponseInfo(status, Limiter.Now, null) { IsFromProxy = true });

    /// <summary>No answer comes to a request that was let go.</summary>
    public static void Lose(Task<Admission> waits) => Assert.IsType<Admission.Granted>(waits.Result).Permit.Dispose();

    /// <summary>Headers of a fixed window that ends at this time of the test's clock.</summary>
    public LimitHeaders Window(int limit, int remaining, double endsAt) =>
        new(limit, remaining, TimeSpan.FromDays(20_000) + TimeSpan.FromSeconds(endsAt), TimeSpan.FromSeconds(endsAt) - Time.Now, "hash");

    public void Dispose() => Limiter.Dispose();
}
