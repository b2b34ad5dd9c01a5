using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Discord.Http;
using RoleSync.Discord.Wire;
using RoleSync.Reading;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Applying;

/// <summary>
/// Finishes members of whom only a part is written: because a limit closed, Discord fell silent or the process ended between two writes of one
/// member. They come before everybody else, and before a run that is to stop is stopped.
/// </summary>
internal sealed class HalfMembers(
    SingleRoleWriter roles, MemberLookup members, GuildInspector inspector, ChangeJournal journal, MemberLocks hands, WriteCutOff cutOff, TimeProvider time)
{
    /// <summary>A process that ended may have had so many members in hand whose last write is stored nowhere.</summary>
    private const int MostInHand = 16;

    /// <summary>More than a policy has roles.</summary>
    private const int MostOfOneMember = 128;

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
        var halves = await journal.HalfDoneAsync(run.Id, run.NextIndex, run.ChunkEnd ?? run.Total, ct);
        var suspects = isEnding ? await SuspectsAsync(run, halves, ct) : [];
        if (halves.Count + suspects.Count == 0)
        {
            return null;
        }

        using var cursor = new ChunkCursor(lease);
        var work = new ChunkWork(lease, run, new InspectedGuild(inspector, run.Guild, policy), new TimeBudget(time, _patience), cursor);
        if (await work.Inspected.InspectAsync(work.Budget, ct) is { } hindrance)
        {
            return hindrance;
        }

        foreach (var (index, isHalf) in halves.Select(index => (index, true)).Concat(suspects.Select(index => (index, false))).OrderBy(one => one.index))
        {
            if (await FinishAsync(work, index, isHalf, ct) is { } end)
            {
                return end;
            }
        }

        return null;
    }

    private async Task<IReadOnlyList<int>> SuspectsAsync(Run run, IReadOnlyList<int> halves, CancellationToken ct)
    {
        var pending = await journal.PendingAsync(run.Id, run.NextIndex, run.ChunkEnd ?? run.Total, MostInHand, ct);
        return [.. pending.GroupBy(change => change.Index).Where(member => member.Count() > 1 && !halves.Contains(member.Key)).Select(member => member.Key)];
    }

    private async Task<PhaseResult?> FinishAsync(ChunkWork work, int index, bool isHalf, CancellationToken ct)
    {
        var pending = await journal.PendingAsync(work.Run.Id, index, index + 1, 1, ct);
        if (pending.Count == 0)
        {
            return null;
        }

        using var hand = await hands.TakeAsync(work.Run.Guild, pending[0].Change.Member, ct);
        if (await work.Lease.CheckAsync(ct) is LeaseState.Lost)
        {
            return new PhaseResult.LeaseLost();
        }

        var answer = await members.ReadAsync(work.Run.Guild, pending[0].Change.Member, work.Budget.Left, ct);
        if (answer is DiscordAnswer<Member>.Refused { Error.Code: DiscordError.UnknownMember or DiscordError.UnknownUser })
        {
            return await SettleAsync(work, pending, Outcome.Gone, Applicability.LeftNote, ct);
        }

        if (answer is not DiscordAnswer<Member>.Ok { Value: var member })
        {
            return PhaseResult.Of(answer, $"reading member {pending[0].Change.Member}");
        }

        if (!isHalf && pending.Select(item => member.Has(item.Change.Role) == (item.Change.Kind is ChangeKind.Grant)).Distinct().Count() < 2)
        {
            return null;
        }

        return await WriteAsync(work, pending, member, ct);
    }

    private async Task<PhaseResult?> WriteAsync(ChunkWork work, IReadOnlyList<StoredChange> pending, Member member, CancellationToken ct)
    {
        if (work.Run.Kind is not (RunKind.Undo or RunKind.Member) && Applicability.OutOfScope(member, work.Guild.Policy) is { } why)
        {
            return await SettleAsync(work, pending, Outcome.Stale, why, ct);
        }

        var holding = await HoldingAsync(work, [.. pending.Select(item => item.Change)], member, ct);
        List<StoredChange> named = [.. pending.Where(item => holding.Contains(item.Change))];
        List<StoredChange> others = [.. pending.Except(named)];
        return (others.Count > 0 ? await SettleAsync(work, others, Outcome.Stale, WhyLeft(work, others[0].Change), ct) : null)
            ?? (named.Count > 0 ? await roles.WriteAsync(work, named, ct) : null);
    }

    /// <summary>What of the rest is written: of a switch of tiers that has not begun as of any first write, of one that has begun all that can end it.</summary>
    private async Task<HashSet<Change>> HoldingAsync(ChunkWork work, IReadOnlyList<Change> rest, Member member, CancellationToken ct)
    {
        var policy = work.Guild.Policy;
        var hasSwitchBegun = rest.Any(change => change.IsTier && UndoPlanner.IsAsLeft(change, member))
            || (await journal.ChangesAsync(work.Run.Id, 0, MostOfOneMember, Outcome.Applied, member.Id, ct)).Any(item => item.Change.IsTier);
        return [.. work.Run.Kind is RunKind.Undo && !hasSwitchBegun
            ? UndoPlanner.StillHolding(rest, member, policy)
            : Applicability.PartRest(rest, hasSwitchBegun, policy).Named];
    }

    private static string WhyLeft(ChunkWork work, Change change) => work.Run.Kind is RunKind.Undo && work.Guild.Policy.Managed.Contains(change.Role)
        ? StalePlanRecheck.UndoNote
        : Applicability.WhyLeft(change, work.Guild.Policy);

    private static async Task<PhaseResult?> SettleAsync(
        ChunkWork work, IReadOnlyList<StoredChange> pending, Outcome outcome, string note, CancellationToken ct) =>
        await work.Cursor.RecordAsync([.. pending.Select(item => new ChangeOutcome(item.Id, outcome, note))], done: null, ct) ? null : new PhaseResult.LeaseLost();
}
