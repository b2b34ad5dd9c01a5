using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Reading;
using RoleSync.Work;

namespace RoleSync.Applying.Writers;

/// <summary>
/// Asks, right before a member's first write, whether the member's changes still hold: the policy of now names the roles, and the member is in
/// scope now. What this very firing planned less than two minutes ago costs no call: nobody can have agreed to it, or changed the configuration, in
/// between. For the rest the member is read, by pages of the member list where that is cheaper.
/// </summary>
internal sealed class ScopeCheck(Run run, Policy policy, PresentMembers members, TimeBudget budget, bool readsEachMember, TimeProvider time)
{
    /// <summary>So much may the clocks of two processes differ.</summary>
    private static readonly TimeSpan _skew = TimeSpan.FromMinutes(1);

    /// <summary>Which changes of a member hold now.</summary>
    /// <param name="pending">All pending changes of the member, in order; not empty.</param>
    /// <param name="isReadByWriter">Whether the writer reads the member itself right before it writes, and judges by that.</param>
    /// <param name="ct">Cancels waits and calls.</param>
    /// <returns>Those that hold and what became of the others; or why nobody can tell now.</returns>
    public async Task<Attempt<ScopeVerdict>> CheckAsync(IReadOnlyList<StoredChange> pending, bool isReadByWriter, CancellationToken ct)
    {
        // A stray may be verified at any moment: it is read whenever it was planned.
        var isStray = pending[0].Change.ForStray;
        var isRecent = pending.All(IsRecent);
        if (isReadByWriter || (!readsEachMember && !isStray && isRecent && pending.All(item => item.PlannedAt >= budget.Began)))
        {
            return ByPolicy(pending);
        }

        // What an earlier firing planned a moment ago are few: the guild is not listed again for them.
        var id = pending[0].Change.Member;
        var found = readsEachMember || isRecent || isStray ? await members.ReadAsync(id, budget, ct) : await members.FindAsync(id, budget, ct);
        if (found.Ends(out var end, out var member))
        {
            return end;
        }

        return Judge(pending, member);
    }

    /// <summary>Judges by a read of the member of this moment.</summary>
    /// <param name="pending">All pending changes of the member, in order.</param>
    /// <param name="member">The member; null for one whom the guild no longer has.</param>
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
                : item.Change is { Kind: ChangeKind.Grant, ForStray: false } && outside is not null ? outside
                : UndoPlanner.ChangedSinceNote);
        }

        return Applicability.OutOfScope(pending[0].Change, member, policy) is { } why ? verdict.Leaving(_ => why) : verdict;
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
