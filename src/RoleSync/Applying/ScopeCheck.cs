using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Reading;
using RoleSync.Work;

namespace RoleSync.Applying;

/// <summary>
/// Asks, right before a member's first write, whether the member's changes still hold: the policy of now names the roles, and the member is in
/// scope now. What this very firing planned a moment ago costs no call: nobody can have agreed to it, or changed the configuration, in between.
/// For the rest the member is looked at, by pages where that is cheaper.
/// </summary>
internal sealed class ScopeCheck(Run run, Policy policy, PresentMembers members, TimeBudget budget, bool readsEachMember, TimeProvider time)
{
    /// <summary>So much may the clocks of two processes differ.</summary>
    private static readonly TimeSpan _skew = TimeSpan.FromMinutes(1);

    /// <summary>The changes that hold now.</summary>
    /// <param name="pending">All pending changes of one member, in order.</param>
    /// <param name="isReadByTheLane">Whether the lane reads the member itself right before it writes, and judges by that.</param>
    /// <param name="ct">Cancels waits and calls.</param>
    /// <returns>Those that hold and what became of the others; an end where nobody can tell now.</returns>
    public async Task<(ScopeVerdict? Verdict, PhaseResult? End)> CheckAsync(
        IReadOnlyList<StoredChange> pending, bool isReadByTheLane, CancellationToken ct)
    {
        var isRecent = pending.All(IsRecent);
        if (isReadByTheLane || (!readsEachMember && isRecent && pending.All(item => item.PlannedAt >= budget.Began)))
        {
            return (ByPolicy(pending), null);
        }

        // What an earlier firing planned a moment ago are few: the guild is not listed again for them.
        var id = pending[0].Change.Member;
        var found = readsEachMember || isRecent ? await members.ReadAsync(id, budget, ct) : await members.FindAsync(id, budget, ct);
        return found.Ends(out var end, out var member) ? (null, end) : (Judge(pending, member), null);
    }

    /// <summary>Judges by a look at the member of this moment; null stands for one whom the guild no longer has.</summary>
    public ScopeVerdict Judge(IReadOnlyList<StoredChange> pending, Member? member)
    {
        if (member is null)
        {
            return new ScopeVerdict([], [.. pending.Select(item => new ChangeOutcome(item.Id, Outcome.Gone, Applicability.LeftNote))]);
        }

        var verdict = ByPolicy(pending);
        if (run.Kind is RunKind.Undo)
        {
            var holding = UndoPlanner.StillHolding([.. verdict.Holding.Select(item => item.Change)], member, policy).ToHashSet();
            var outside = Applicability.OutOfScope(member, policy);
            return verdict.Leaving(item => holding.Contains(item.Change) ? null
                : item.Change.Kind is ChangeKind.Grant && outside is not null ? outside
                : StalePlanRecheck.UndoNote);
        }

        return Applicability.OutOfScope(member, policy) is { } why ? verdict.Leaving(_ => why) : verdict;
    }

    private ScopeVerdict ByPolicy(IReadOnlyList<StoredChange> pending)
    {
        var left = Applicability.Part([.. pending.Select(item => item.Change)], policy).Left;
        var verdict = new ScopeVerdict(pending, []);
        return left.Count == 0 ? verdict : verdict.Leaving(item => left.Contains(item.Change) ? Applicability.WhyLeft(item.Change, policy) : null);
    }

    private bool IsRecent(StoredChange item)
    {
        var age = time.GetUtcNow() - item.PlannedAt;
        return age < PresentMembers.FreshFor && age > -_skew;
    }
}
