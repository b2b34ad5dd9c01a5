using RoleSync.Applying.Writers;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Core.Runs;
using RoleSync.Reading;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Applying;

/// <summary>
/// Finishes members of whom only a part is written: because a limit closed, Discord fell silent or the process ended between two writes of one
/// member. They come before everybody else, and before a run that is to stop is stopped.
/// </summary>
internal sealed class HalfMembers(
    SingleRoleWriter writer, RemainderCheck remainder, MemberLookup members, GuildInspector inspector, ChangeJournal journal, MemberLocks locks,
    WriteCutOff cutOff, TimeProvider time)
{
    /// <summary>A process that ended may have been writing so many members at once, the last write of each stored nowhere.</summary>
    private const int MostAtOnce = 16;

    /// <summary>How long all of this may take, waits for rate limits included.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>Finishes every such member of the run.</summary>
    /// <param name="lease">The right to write the run.</param>
    /// <param name="run">The run as it is.</param>
    /// <param name="policy">The policy of now.</param>
    /// <param name="isEnding">Whether nobody comes after: then members are looked at, too, of whom a write may have gone out without being stored.</param>
    /// <returns>Null when nobody is left between two states; otherwise why somebody is.</returns>
    public async Task<PhaseResult?> FinishAsync(RunLease lease, Run run, Policy policy, bool isEnding)
    {
        var ct = cutOff.Token;
        var (from, to) = (run.NextIndex, run.ChunkEnd ?? run.Total);
        var halves = await journal.HalfDoneAsync(run.Id, from, to, ct);
        IReadOnlyList<int> suspects = isEnding ? [.. (await SuspectsAsync(run, from, to, ct)).Except(halves)] : [];
        if (halves.Count + suspects.Count == 0)
        {
            return null;
        }

        using var cursor = new ChunkCursor(lease);
        var context = new WriteContext(lease, run, new InspectedGuild(inspector, run.Guild, policy), new TimeBudget(time, _patience), cursor);
        if (await context.Inspected.InspectAsync(context.Budget, ct) is { } hindrance)
        {
            return hindrance;
        }

        foreach (var index in halves.Concat(suspects).Order())
        {
            if (await FinishAsync(context, index, isSuspect: suspects.Contains(index), ct) is { } end)
            {
                return end;
            }
        }

        return null;
    }

    /// <summary>Members with several pending changes, of which the first may have been sent without being stored.</summary>
    private async Task<IEnumerable<int>> SuspectsAsync(Run run, int from, int to, CancellationToken ct)
    {
        var pending = await journal.PendingAsync(run.Id, from, to, MostAtOnce, ct);
        return pending.GroupBy(change => change.Index).Where(member => member.Count() > 1).Select(member => member.Key);
    }

    private async Task<PhaseResult?> FinishAsync(WriteContext context, int index, bool isSuspect, CancellationToken ct)
    {
        var pending = await journal.PendingAsync(context.Run.Id, index, index + 1, 1, ct);
        if (pending.Count == 0)
        {
            return null;
        }

        var id = pending[0].Change.Member;
        using var held = await locks.AcquireAsync(context.Run.Guild, id, ct);
        if (await context.Lease.CheckAsync(ct) is LeaseState.Lost)
        {
            return new PhaseResult.LeaseLost();
        }

        if ((await members.FindAsync(context.Run.Guild, id, context.Budget.Left, ct)).Ends(out var end, out var member))
        {
            return end;
        }

        // Where all of the changes hold, or none of them, nothing of them was sent, or everything.
        if (isSuspect && member is not null && pending.Select(item => UndoPlanner.IsAsLeft(item.Change, member)).Distinct().Count() < 2)
        {
            return null;
        }

        var verdict = await remainder.JudgeAsync(context, pending, member, ct);
        return await context.DropAsync(verdict, index, ct)
            ?? (verdict.Holding.Count > 0 ? await writer.WriteAsync(context, verdict.Holding, ct) : null);
    }
}
