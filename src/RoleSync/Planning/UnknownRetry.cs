using Microsoft.Extensions.Logging;
using RoleSync.Core.Runs;
using RoleSync.Reading;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Planning;

/// <summary>
/// Asks once more for the members of a run whose standing is Unknown, when every page is listed; 500 at a time, whatever their number.
/// Where Ethos is silent at that moment, the run rests first, once: most outages are shorter than a run is long.
/// </summary>
internal sealed partial class UnknownRetry(StandingSource ethos, PagePlanner planner, PlanMemory memory, RunMemories memories, ILogger<UnknownRetry> logger)
{
    /// <summary>Asks for every member whose standing is still unknown.</summary>
    /// <returns>Null when the plan may be closed, otherwise why it cannot be yet.</returns>
    public async Task<PhaseResult?> RunAsync(RunLease lease, Run run, GuildState guild, TimeBudget budget, CancellationToken ct)
    {
        while (await memory.UnresolvedAsync(run.Id, StandingSource.MaximumBatch, ct) is { Count: > 0 } unresolved)
        {
            if (budget.IsSpent)
            {
                return new PhaseResult.OutOfTime();
            }

            if (ethos.IsSilent && memories.Of(run.Id).RestsFirst())
            {
                return new PhaseResult.Postponed(
                    "Ethos gives no usable answer; the members whose standing is unknown are asked for again then.", ethos.Break);
            }

            var standings = await ethos.LookUpAgainAsync(run, [.. unresolved.Select(one => one.Member.Id)], ct);
            var page = await planner.PlanAsync(run, unresolved, standings, guild, ct);
            if (!await lease.Plan.AddPageAsync(page, ct))
            {
                return new PhaseResult.LeaseLost();
            }

            var level = run.LogLevel();
            Log.Asked(logger, level, unresolved.Count, -page.Unknown);
            if ((await lease.CheckAsync(ct)).EndsPhase() is { } end)
            {
                return end;
            }
        }

        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 62, Message = "{Members} members whose standing was unknown were asked for again; {Known} of them are clear now")]
        public static partial void Asked(ILogger logger, LogLevel level, int members, int known);
    }
}
