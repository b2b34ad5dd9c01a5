using RoleSync.Applying.Writers;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Core.Records;
using RoleSync.Reading;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Members;

/// <summary>
/// Sends the role changes that the verification of one member needs. They are stored as a run of that one member, role by role, each outcome before
/// the next role is sent; so the audit log, "why" and undo know them like the changes of any other run. The verified role goes first: where it cannot
/// be given, no other one is.
/// </summary>
internal sealed class VerificationWriter(
    SingleRoleWriter writer, GuildInspector inspector, VerificationStore verifications, ChangeJournal journal, RunMemories memories, WriteCutOff cutOff,
    TimeProvider time)
{
    /// <summary>How long a write may wait for a limit of Discord's, all of them together.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>Sends the changes of one member, whose lock the caller holds.</summary>
    public async Task<SentVerification> WriteAsync(
        GuildId guild, IReadOnlyList<Change> plan, Policy policy, Requester requester, CancellationToken ct)
    {
        var (lease, run) = await verifications.StartAsync(guild, plan, requester, ct);
        using var cursor = new ChunkCursor(lease);
        cursor.Open(0);
        var context = new WriteContext(lease, run, new InspectedGuild(inspector, guild, policy), new TimeBudget(time, _patience), cursor);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cutOff.Token);
        var kept = KeepAsync(lease, over.Token);
        try
        {
            // Begun is finished, whoever does not wait for it any more.
            var end = await context.Inspected.InspectAsync(context.Budget, cutOff.Token) ?? await SendAsync(context, cutOff.Token);
            var why = end is null ? null : end.SentenceForWaiting;
            await lease.EndVerificationAsync(why, CancellationToken.None);
            return new SentVerification(await journal.ChangesAsync(run.Id, 0, plan.Count, null, null, cutOff.Token), why);
        }
        finally
        {
            memories.Forget(run.Id);
            await over.CancelAsync();
            await kept.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Says again and again that somebody works on the verification, until it is cancelled.</summary>
    private async Task KeepAsync(RunLease lease, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(RunLease.KeptFor / 3, time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            await lease.KeepAsync(ct);
        }
    }

    private async Task<PhaseResult?> SendAsync(WriteContext context, CancellationToken ct)
    {
        var pending = await journal.PendingAsync(context.Run.Id, 0, 1, 1, ct);
        return pending.Count == 0 ? null : await writer.ForInteractions().WriteAsync(context, pending, ct);
    }
}
