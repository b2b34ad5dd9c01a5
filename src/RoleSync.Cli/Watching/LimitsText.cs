using System.Globalization;
using RoleSync.Core.Waiting;
using RoleSync.Diagnosis;

namespace RoleSync.Cli.Watching;

/// <summary>Says in a table how Discord's limits stand.</summary>
internal static class LimitsText
{
    private static readonly CultureInfo _culture = CultureInfo.InvariantCulture;

    /// <summary>Several lines for a person who asks.</summary>
    public static string Of(LimitsReport limits)
    {
        List<string> lines = [.. Troubles(limits), Global(limits), .. Invalid(limits), .. Runs(limits), ""];
        if (limits.Buckets.Count == 0)
        {
            lines.Add("No bucket is known yet: nothing has been asked of Discord.");
            return string.Join(Environment.NewLine, lines);
        }

        if (limits.Totals is { } totals && totals.Buckets > limits.Buckets.Count)
        {
            lines.AddRange((limits.Routes ?? []).Select(Line));
            lines.Add("");
            lines.Add(string.Create(_culture, $"The worst {limits.Buckets.Count} of {totals.Buckets:N0} buckets (--all lists every one):"));
        }

        lines.Add(Line("guild", "left", "opens in", "model", "waiting", "under way", "route"));
        lines.AddRange(limits.Buckets.Select(Line));
        return string.Join(Environment.NewLine, lines);
    }

    private static IEnumerable<string> Troubles(LimitsReport limits) =>
    [
        .. limits.Halted is { } why ? [$"Halted   {why}"] : (string[])[],
        .. (limits.Notices ?? []).Select(notice => $"Note     {notice}"),
    ];

    private static string Global(LimitsReport limits) => string.Create(
        _culture,
        $"Global   {limits.Global.InWindow} of {limits.Global.Requests} requests under way or answered within {limits.Global.WindowMs / 1000.0:0.###} s")
        + (limits.Global.BlockedForMs > 0 ? $", blocked for {Time(limits.Global.BlockedForMs)}" : "");

    private static IEnumerable<string> Invalid(LimitsReport limits)
    {
        if (limits.Invalid is { } invalid)
        {
            yield return string.Create(
                _culture, $"Invalid  {invalid.Answers} answers in {Time(invalid.WindowMs)}; nothing is sent from {invalid.Breaker} on");
        }

        if (limits.Limited is { } seen)
        {
            yield return string.Create(
                _culture,
                $"429s     {seen.User + seen.Global + seen.Shared + seen.Cloudflare} since the start: {seen.User} user, {seen.Global} global, {seen.Shared} shared, {seen.Cloudflare} Cloudflare");
        }
    }

    private static IEnumerable<string> Runs(LimitsReport limits)
    {
        var shown = limits.Runs ?? [];
        foreach (var run in shown)
        {
            yield return string.Create(_culture, $"Run {run.RunId,-4} guild {run.GuildId}: {run.Phase}, {run.Applied:N0} of {run.Planned:N0} changes applied")
                + (run.EtaMs is { } eta ? $", ends in about {Time(eta)}" : "");
        }

        if (limits.Totals is { } totals && totals.Runs > shown.Count)
        {
            yield return string.Create(_culture, $"and {totals.Runs - shown.Count:N0} more runs");
        }
    }

    private static string Line(RouteReport route) => string.Create(
        _culture,
        $"{route.Method} {route.Route}: {route.Buckets:N0} buckets, {route.Learned:N0} learned, {route.Full:N0} full, {route.Blocked:N0} blocked, {route.Waiting:N0} requests wait, {route.InFlight:N0} under way");

    private static string Line(BucketReport bucket) => Line(
        bucket.GuildId ?? "-",
        bucket.Limit is null ? "-" : string.Create(_culture, $"{bucket.Remaining}/{bucket.Limit}"),
        bucket.OpensInMs switch { null => "an answer", 0 => "now", { } milliseconds => Time(milliseconds) },
        bucket.Model ?? "-",
        bucket.Waiting.ToString(_culture),
        bucket.InFlight.ToString(_culture),
        $"{bucket.Method} {bucket.Route}{(bucket.Foreign > 0 ? string.Create(_culture, $" ({bucket.Foreign} by other programs)") : "")}");

    private static string Line(string guild, string left, string opens, string model, string waiting, string flying, string route) =>
        $"{guild,-20}  {left,7}  {opens,11}  {model,-8}  {waiting,7}  {flying,9}  {route}";

    private static string Time(long milliseconds) => DurationText.Of(TimeSpan.FromMilliseconds(milliseconds));
}
