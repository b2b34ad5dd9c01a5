using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;
using RoleSync.Core.Waiting;
using RoleSync.Discord.RateLimits;
using RoleSync.Discord.RateLimits.Windows;
using RoleSync.Policies;
using RoleSync.Storage.Runs;

namespace RoleSync.Diagnosis;

/// <summary>Tells people what the limiter knows.</summary>
internal sealed class LimitsReader(RateLimiter limiter, RunStore runs, GuildPolicies policies, EthosSilence silence, TimeProvider time)
{
    /// <summary>Of each kind so many are listed, so that the answer stays small however many guilds there are; a service of one guild has fewer.</summary>
    private const int MostBuckets = 50;

    private const int MostRuns = 50;
    private const int MostGuilds = 20;
    private const int MostNotices = 20;

    /// <summary>The limits summed up, with the worst buckets, guilds and runs; all of them where details are asked for.</summary>
    public async Task<LimitsReport> ReadAsync(bool details, CancellationToken ct)
    {
        var snapshot = limiter.Snapshot();
        List<BucketReport> buckets = [.. snapshot.Buckets.Select(Report)];
        List<HaltedGuildReport> guilds =
            [.. snapshot.BlockedGuilds.Select(guild => new HaltedGuildReport(guild.Key.ToString(), Milliseconds(guild.Value.RetriesIn), guild.Value.Why))];
        var underWay = await UnderWayAsync(ct);
        var notices = AllNotices(snapshot);
        return new LimitsReport(
            [.. ByGuild(details ? buckets : buckets.OrderByDescending(bucket => bucket.Waiting).ThenByDescending(bucket => bucket.OpensInMs ?? long.MaxValue).ThenBy(bucket => bucket.Remaining).Take(MostBuckets))],
            new GlobalReport(snapshot.Global.Requests, Milliseconds(snapshot.Global.Window), snapshot.Global.InWindow, Milliseconds(snapshot.Global.BlockedFor)),
            new InvalidReport(snapshot.InvalidAnswers, InvalidRequestMeter.Breaker, Milliseconds(InvalidRequestMeter.Window)),
            Limited(snapshot),
            (snapshot.Blocked ?? snapshot.Paused)?.Why,
            [.. guilds.OrderByDescending(guild => guild.OpensInMs).Take(details ? int.MaxValue : MostGuilds)],
            details ? underWay : [.. underWay.OrderByDescending(run => run.EtaMs ?? long.MaxValue).Take(MostRuns)],
            details ? notices : Bounded(notices),
            [.. buckets.GroupBy(bucket => (bucket.Method, bucket.Route)).OrderBy(route => route.Key.Route, StringComparer.Ordinal).ThenBy(route => route.Key.Method, StringComparer.Ordinal)
                .Select(route => RouteReport.Of(route.Key.Method, route.Key.Route, [.. route]))],
            new LimitsTotals(buckets.Count, guilds.Count, underWay.Count, notices.Count));
    }

    /// <summary>Four figures.</summary>
    public LimitsSummary Summary()
    {
        var snapshot = limiter.Snapshot();
        return new LimitsSummary(snapshot.Global.InWindow, snapshot.InvalidAnswers, Limited(snapshot).All(), (snapshot.Blocked ?? snapshot.Paused)?.Why, Bounded(AllNotices(snapshot)));
    }

    /// <summary>The buckets of one guild.</summary>
    public IReadOnlyList<BucketReport> BucketsOf(GuildId guild) =>
        [.. limiter.Snapshot().Buckets.Where(bucket => bucket.Guild == guild).OrderBy(bucket => bucket.Route, StringComparer.Ordinal).ThenBy(bucket => bucket.Method, StringComparer.Ordinal).Select(Report)];

    /// <summary>Why nothing is sent for longer than a moment, because Discord asked for that; null while requests are sent.</summary>
    public string? PausedBecause => limiter.Snapshot().Paused?.Why;

    /// <summary>Sentences about guilds and buckets that are left alone while everything else goes on.</summary>
    public IReadOnlyList<string> Notices() => Bounded(Notices(limiter.Snapshot()));

    /// <summary>When Ethos is asked again, which is no limit of Discord's and yet why nothing moves, and then the sentences about Discord.</summary>
    private IReadOnlyList<string> AllNotices(RateLimitSnapshot snapshot) => [.. silence.Sentence is { } sentence ? [sentence] : (string[])[], .. Notices(snapshot)];

    /// <summary>As many as a person reads, and how many more there are.</summary>
    private static IReadOnlyList<string> Bounded(IReadOnlyList<string> notices) => notices.Count <= MostNotices
        ? notices
        : [.. notices.Take(MostNotices), $"And {notices.Count - MostNotices} more like these: see \"rolesync limits --all\"."];

    private static IEnumerable<BucketReport> ByGuild(IEnumerable<BucketReport> buckets) => buckets
        .OrderBy(bucket => bucket.GuildId?.Length).ThenBy(bucket => bucket.GuildId, StringComparer.Ordinal)
        .ThenBy(bucket => bucket.Route, StringComparer.Ordinal).ThenBy(bucket => bucket.Method, StringComparer.Ordinal);

    private static IReadOnlyList<string> Notices(RateLimitSnapshot snapshot) =>
    [
        .. snapshot.BlockedGuilds.Values.Select(guild => guild.Why),
        .. snapshot.Buckets.Where(bucket => bucket.DisbelievedWait is not null).Select(bucket =>
            $"Discord asked to leave {bucket.Method} {bucket.Route}{(bucket.Guild is { } guild ? $" of guild {guild}" : "")} alone for "
            + $"{DurationText.Of(bucket.DisbelievedWait!.Value)}. One request asks again in {Math.Ceiling((bucket.OpensIn ?? TimeSpan.Zero).TotalSeconds):0} s."),
    ];

    private async Task<IReadOnlyList<PacedRunReport>> UnderWayAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return
        [
            .. (await runs.UnderWayAsync(ct)).Where(run => policies.Configured(run.Guild) is not null).Select(run => new PacedRunReport(
                run.Id.Value, run.Guild.ToString(), run.Phase is RunPhase.Planning ? "planning" : "applying", run.Planned, run.Applied,
                (long?)Progress.Left(run, now)?.TotalMilliseconds, run.ResumesAt?.ToUnixTimeMilliseconds())),
        ];
    }

    private static BucketReport Report(BucketSnapshot bucket) => new(
        bucket.Method, bucket.Route, bucket.Guild?.ToString(), bucket.Limit, bucket.Remaining,
        bucket.OpensIn is { } opensIn ? Milliseconds(opensIn) : null, NameOf(bucket.Model), bucket.Waiting, bucket.InFlight, bucket.Foreign);

    private static LimitedReport Limited(RateLimitSnapshot snapshot) => new(
        snapshot.Hits.GetValueOrDefault(LimitScope.User),
        snapshot.Hits.GetValueOrDefault(LimitScope.Global),
        snapshot.Hits.GetValueOrDefault(LimitScope.Shared),
        snapshot.Hits.GetValueOrDefault(LimitScope.Cloudflare));

    private static string NameOf(WindowModel model) => model switch
    {
        WindowModel.Unknown => "unknown",
        WindowModel.None => "none",
        WindowModel.Fixed => "fixed",
        WindowModel.Sliding => "sliding",
    };

    private static long Milliseconds(TimeSpan time) => (long)Math.Ceiling(time.TotalMilliseconds);
}
