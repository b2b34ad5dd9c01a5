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
    /// <summary>Everything.</summary>
    public async Task<LimitsReport> ReadAsync(CancellationToken ct)
    {
        var snapshot = limiter.Snapshot();
        return new LimitsReport(
            [.. snapshot.Buckets.OrderBy(bucket => bucket.Guild?.Value).ThenBy(bucket => bucket.Route, StringComparer.Ordinal).ThenBy(bucket => bucket.Method, StringComparer.Ordinal).Select(Report)],
            new GlobalReport(snapshot.Global.Requests, Milliseconds(snapshot.Global.Window), snapshot.Global.InWindow, Milliseconds(snapshot.Global.BlockedFor)),
            new InvalidReport(snapshot.InvalidAnswers, InvalidRequestMeter.Breaker, Milliseconds(InvalidRequestMeter.Window)),
            Limited(snapshot),
            (snapshot.Blocked ?? snapshot.Paused)?.Why,
            [.. snapshot.BlockedGuilds.Select(guild => new HaltedGuildReport(guild.Key.ToString(), Milliseconds(guild.Value.RetriesIn), guild.Value.Why))],
            await UnderWayAsync(ct),
            Told(snapshot));
    }

    /// <summary>Four figures.</summary>
    public LimitsSummary Summary()
    {
        var snapshot = limiter.Snapshot();
        return new LimitsSummary(snapshot.Global.InWindow, snapshot.InvalidAnswers, Limited(snapshot).All(), (snapshot.Blocked ?? snapshot.Paused)?.Why, Told(snapshot));
    }

    /// <summary>The buckets of one guild.</summary>
    public IReadOnlyList<BucketReport> BucketsOf(GuildId guild) =>
        [.. limiter.Snapshot().Buckets.Where(bucket => bucket.Guild == guild).OrderBy(bucket => bucket.Route, StringComparer.Ordinal).ThenBy(bucket => bucket.Method, StringComparer.Ordinal).Select(Report)];

    /// <summary>Why nothing is sent for longer than a moment, because Discord asked for that; null while requests are sent.</summary>
    public string? PausedBecause => limiter.Snapshot().Paused?.Why;

    /// <summary>Sentences about guilds and buckets that are left alone while everything else goes on.</summary>
    public IReadOnlyList<string> Notices() => Notices(limiter.Snapshot());

    /// <summary>The same, and when Ethos is asked again: no limit of Discord's, and yet why nothing moves.</summary>
    private IReadOnlyList<string> Told(RateLimitSnapshot snapshot) => [.. Notices(snapshot), .. silence.Sentence is { } sentence ? [sentence] : (string[])[]];

    private static IReadOnlyList<string> Notices(RateLimitSnapshot snapshot) =>
    [
        .. snapshot.BlockedGuilds.Values.Select(guild => guild.Why),
        .. snapshot.Buckets.Where(bucket => bucket.DisbelievedWait is not null).Select(bucket =>
            $"Discord asked to leave {bucket.Method} {bucket.Route}{(bucket.Guild is { } guild ? $" of guild {guild}" : "")} alone for "
            + $"{DurationText.Of(bucket.DisbelievedWait!.Value)}. One request asks again in {Math.Ceiling((bucket.OpensIn ?? TimeSpan.Zero).TotalSeconds):0} s."),
    ];

    private async Task<IReadOnlyList<PacedRunReport>> UnderWayAsync(CancellationToken ct)
    {
        var reports = new List<PacedRunReport>();
        var now = time.GetUtcNow();
        foreach (var guild in policies.Guilds.Order())
        {
            if (await runs.ActiveAsync(guild, ct) is { Phase: RunPhase.Planning or RunPhase.Applying } run)
            {
                reports.Add(new PacedRunReport(
                    run.Id.Value, guild.ToString(), run.Phase is RunPhase.Planning ? "planning" : "applying", run.Planned, run.Applied,
                    (long?)Progress.Left(run, now)?.TotalMilliseconds, run.ResumesAt?.ToUnixTimeMilliseconds()));
            }
        }

        return reports;
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
