using RoleSync.Applying;
using RoleSync.Policies;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Members;

/// <summary>
/// Ends verifications that were cut off with their process. A member of whom a part was written is finished first; what was not begun is noted
/// as failed, for whoever asked does not wait any more, and may ask again.
/// </summary>
internal sealed class LostVerifications(VerificationStore verifications, ChangeJournal journal, HalfMembers halves, GuildPolicies policies)
{
    /// <summary>Ends all that there are.</summary>
    public async Task EndAsync(CancellationToken ct)
    {
        while (await verifications.TakeLostAsync(ct) is ({ } lease, { } run))
        {
            var end = policies.Find(run.Guild) is { } policy ? await halves.FinishAsync(lease, run, policy, isEnding: true) : null;
            if (end is null or PhaseResult.Failed)
            {
                var left = await journal.PendingAsync(run.Id, 0, 1, 1, ct);
                await lease.EndVerificationAsync(left.Count > 0 ? (end as PhaseResult.Failed)?.Why ?? VerificationStore.LostNote : null, ct);
            }
            else if (end is not PhaseResult.LeaseLost)
            {
                // Once more in ten seconds.
                await lease.KeepAsync(ct);
            }
        }
    }
}
