using Microsoft.Extensions.Logging;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Core.Runs;
using RoleSync.Discord;
using RoleSync.Discord.RateLimits;
using RoleSync.Running.Lanes;
using RoleSync.Storage;

namespace RoleSync.Running.Verifying;

/// <summary>
/// Writes what a verification has planned, as a run of one member: role by role, each outcome stored before the next write, so that journal,
/// audit log, "why" and undo know it like any other run.
/// </summary>
internal sealed class VerificationWriter(
    DiscordClient discord, RateLimiter limiter, Inspector inspector, RunStore runs, Delays delays, TimeProvider time, ILogger<RoleLane> logger)
{
    private const string WithoutVerified = "Without the verified role no other one is given.";

    /// <summary>How long a write may wait for a limit of Discord's, all of them together.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>Sends the changes of one member, whom the caller has in hand.</summary>
    /// <returns>The changes with their outcomes, and why not all were sent; null when all were.</returns>
    public async Task<(IReadOnlyList<RecordedChange> Changes, string? Why)> WriteAsync(
        GuildId guild, IReadOnlyList<Change> plan, Policy policy, string by, CancellationToken ct)
    {
        var (lease, run) = await runs.StartVerificationAsync(guild, plan, by, ct);
        using var cursor = new ChunkCursor(lease);
        cursor.Open(0);
        var work = new ChunkWork(lease, run, new Terrain(inspector, guild, policy), new TimeBudget(time, _patience), cursor);
        var end = await work.Terrain.LookAsync(work.Budget, ct) ?? await SendAsync(work, policy, ct);
        var why = end is null ? null : PhaseEndSentence.Of(end);
        await lease.EndVerificationAsync(why, ct);
        return (await runs.ChangesAsync(run.Id, 0, plan.Count, null, null, ct), why);
    }

    private async Task<PhaseEnd?> SendAsync(ChunkWork work, Policy policy, CancellationToken ct)
    {
        // A lane of its own: what it remembers of outages is of no use to the next verification.
        var lane = new RoleLane(discord.ForInteractions(), limiter, runs, delays, logger);
        var pending = await PendingAsync(work.Run, ct);
        if (pending is [{ Change: { Kind: ChangeKind.Grant } first } verified, ..] && first.Role == policy.Verified)
        {
            if (await lane.WriteAsync(work, [verified], ct) is { } end)
            {
                return end;
            }

            pending = await PendingAsync(work.Run, ct);
            if (await runs.ChangesAsync(work.Run.Id, 0, 1, null, null, ct) is not [{ Outcome: Outcome.Applied }])
            {
                await work.Cursor.RecordAsync([.. pending.Select(change => new ChangeOutcome(change.Id, Outcome.Refused, WithoutVerified))], done: null, ct);
                return null;
            }
        }

        return pending.Count == 0 ? null : await lane.WriteAsync(work, pending, ct);
    }

    private Task<IReadOnlyList<RecordedChange>> PendingAsync(Run run, CancellationToken ct) => runs.PendingAsync(run.Id, 0, 1, 1, ct);
}
