using Microsoft.Extensions.Options;
using RoleSync.Applying.Writers;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Reading;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Applying.Rechecks;

/// <summary>
/// Nothing older than <see cref="SyncOptions.PlanFreshness"/> is applied, nothing from before an approval, and nothing that was planned by another policy than that of now: the
/// members of such a batch are looked up again, with one call to Ethos for all of them and one to Discord for each, and changes that no longer hold are
/// dropped or replaced. A member may get more than was planned, but never loses more: that is for the next plan, which is judged as a whole.
/// </summary>
internal sealed class StalePlanRecheck(
    FreshEvidenceReader reader, MemberLookup lookup, ChangeJournal journal, MemberLocks locks, TimeProvider time, IOptions<SyncOptions> options)
{
    /// <summary>A change from the future was planned before the clock was set back; so much may the clocks of two processes differ.</summary>
    private static readonly TimeSpan _clockSkew = TimeSpan.FromMinutes(1);

    /// <summary>Whether the members of a batch have to be looked up again before it is applied.</summary>
    public bool IsStale(Run run, MemberBatch batch, Policy policy)
    {
        var now = time.GetUtcNow();

        var oldest = now - options.Value.PlanFreshness;
        if (run.LooksAgainBefore is { } since && since > oldest)
        {
            oldest = since < now ? since : now;
        }

        // An undo takes back what was written, whatever the tiers are called now.
        return batch.IsOutside(oldest, now + _clockSkew) || (run.Kind is not RunKind.Undo && run.PlannedBy != policy.Fingerprint);
    }

    /// <summary>Looks the members up and stores which changes hold.</summary>
    /// <param name="lease">The right to write the run.</param>
    /// <param name="run">The run.</param>
    /// <param name="batch">The members, each with all pending changes.</param>
    /// <param name="guild">The guild as inspected.</param>
    /// <param name="budget">The time that is left.</param>
    /// <param name="ct">Cancels waits, calls and queries.</param>
    /// <returns>Null when every pending change of these members holds now; otherwise why the run cannot go on.</returns>
    public async Task<PhaseResult?> RefreshAsync(
        RunLease lease, Run run, MemberBatch batch, GuildState guild, TimeBudget budget, CancellationToken ct)
    {
        var read = await reader.ReadAsync(run, guild, [.. batch.Members.Where(member => !member[0].Change.ForStray).Select(member => member[0].Change.Member)], ct);
        if (read.Ends(out var end, out var evidence))
        {
            return end;
        }

        var confirmed = new List<MemberId>();
        foreach (var planned in batch.Members)
        {
            // Locked until the answer is stored: a verification that wrote in between would be undone by what was seen before it.
            var id = planned[0].Change.Member;
            using var held = await locks.AcquireAsync(run.Guild, id, ct);
            var pending = await journal.PendingAsync(run.Id, planned[0].Index, planned[0].Index + 1, 1, ct);
            if (pending.Count == 0)
            {
                continue;
            }

            if ((await lookup.FindAsync(run.Guild, id, budget.Left, ct)).Ends(out end, out var member))
            {
                return end;
            }

            var recheck = member is null ? new Recheck([], Applicability.LeftNote) : evidence.Judge(member, pending, time.GetUtcNow());
            if (MemberBatch.Same(pending, recheck.Changes) && recheck.Beyond.Count == 0)
            {
                confirmed.Add(id);
            }
            else if (!await lease.AmendAsync(pending, AsAgreed(run, recheck), time.GetUtcNow(), ct))
            {
                return new PhaseResult.LeaseLost();
            }
        }

        return confirmed.Count == 0 || await lease.ConfirmAsync(confirmed, time.GetUtcNow(), ct) ? null : new PhaseResult.LeaseLost();
    }

    /// <summary>Applying the plan of a dry run means that very plan: where it no longer holds, the member is left out.</summary>
    private static Recheck AsAgreed(Run run, Recheck recheck) =>
        run is { Kind: not RunKind.Undo, Of: not null } ? recheck with { Changes = [], Beyond = [] } : recheck;
}
