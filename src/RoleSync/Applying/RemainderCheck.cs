using RoleSync.Applying.Writers;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.Runs;

namespace RoleSync.Applying;

/// <summary>
/// Which of a member's changes are still to be written when a part of them is written already. They are asked what every first write is asked, but a
/// switch of tiers that has begun is finished as far as the policy names its roles: to leave it would leave the member two tiers or none.
/// </summary>
internal sealed class RemainderCheck(ChangeJournal journal)
{
    /// <summary>Judges the changes that are left.</summary>
    /// <param name="context">The run.</param>
    /// <param name="pending">The member's changes that are not written, in order; not empty.</param>
    /// <param name="member">The member as Discord shows it now; null for one whom the guild no longer has.</param>
    /// <param name="ct">Cancels the query.</param>
    public async Task<ScopeVerdict> JudgeAsync(WriteContext context, IReadOnlyList<StoredChange> pending, Member? member, CancellationToken ct)
    {
        if (member is null)
        {
            return Dropped(pending, Outcome.Gone, Applicability.LeftNote);
        }

        var (kind, policy) = (context.Run.Kind, context.Guild.Policy);
        if (kind is not (RunKind.Undo or RunKind.Member) && Applicability.OutOfScope(pending[0].Change, member, policy) is { } why)
        {
            return Dropped(pending, Outcome.Stale, why);
        }

        var holding = await HoldingAsync(context, [.. pending.Select(item => item.Change)], member, ct);
        var verdict = new ScopeVerdict(pending, []);
        if (pending.FirstOrDefault(item => !holding.Contains(item.Change)) is not { } left)
        {
            return verdict;
        }

        var whyLeft = WhyLeft(kind, left.Change, policy);
        return verdict.Leaving(item => holding.Contains(item.Change) ? null : whyLeft);
    }

    private async Task<HashSet<Change>> HoldingAsync(WriteContext context, IReadOnlyList<Change> rest, Member member, CancellationToken ct)
    {
        var policy = context.Guild.Policy;
        var hasSwitchBegun = rest.Any(change => change.IsTier && UndoPlanner.IsAsLeft(change, member))
            || (await journal.ChangesAsync(context.Run.Id, 0, StoredChange.MostOfOneMember, Outcome.Applied, member.Id, ct)).Any(item => item.Change.IsTier);
        return [.. context.Run.Kind is RunKind.Undo && !hasSwitchBegun
            ? UndoPlanner.StillHolding(rest, member, policy)
            : Applicability.PartRest(rest, hasSwitchBegun, policy).Named];
    }

    private static string WhyLeft(RunKind kind, Change change, Policy policy) => kind is RunKind.Undo && policy.Managed.Contains(change.Role)
        ? UndoPlanner.ChangedSinceNote
        : Applicability.WhyLeft(change, policy);

    private static ScopeVerdict Dropped(IReadOnlyList<StoredChange> pending, Outcome outcome, string note) =>
        new([], [.. pending.Select(item => new ChangeOutcome(item.Id, outcome, note))]);
}
