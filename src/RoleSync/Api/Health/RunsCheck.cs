using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using RoleSync.Core.Runs;
using RoleSync.Policies;
using RoleSync.Storage;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Api.Health;

/// <summary>Whether runs do what they are for: none stands still without a word, and the newest of each guild could do something.</summary>
internal sealed class RunsCheck(
    RunHealth runs, UnstoredPostponements unstored, GuildPolicies policies, IOptions<SyncOptions> options, TimeProvider time) : IHealthCheck
{
    /// <summary>So many guilds are named; of more, only their number.</summary>
    private const int MostNamed = 10;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        List<string> problems = [];
        try
        {
            problems.AddRange(unstored.All.OrderBy(rest => rest.Guild).Select(rest => $"Guild {rest.Guild} since {Time(rest.Since)}: {rest.Why}"));
            var now = time.GetUtcNow();
            problems.AddRange((await runs.ActiveAsync(cancellationToken))
                .Where(run => RunSilence.Of(run, now) is not null)
                .Select(run => $"Guild {run.Guild}, run {run.Id}: {run.Error}"));
            problems.AddRange((await runs.UnwellAsync(cancellationToken))
                .Where(unwell => policies.Find(unwell.Run.Guild) is not null)
                .Select(unwell => $"Guild {unwell.Run.Guild} since {Time(unwell.Since)}, last in run {unwell.Run.Id}: {Sentence(unwell.Run)}"));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The database's own check says the rest.
            problems.Add("The runs cannot be read.");
        }

        return problems.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(string.Join(' ', Shown(problems)));
    }

    private static IEnumerable<string> Shown(List<string> problems) => problems.Count <= MostNamed
        ? problems
        : problems.Take(MostNamed).Append($"And {problems.Count - MostNamed} more.");

    private string Sentence(Run run) => RunResult.Of(run, options.Value.MaxUnknown)?.Why ?? run.Error ?? "The run failed.";

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
