using Microsoft.Extensions.Logging;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Discord.RateLimits;
using RoleSync.Work;

namespace RoleSync.Applying.Writers;

/// <summary>
/// Sends the planned changes of one member as PUT and DELETE of single roles, one after the other, and stores each outcome before the next
/// write. It decides nothing but what the order of the plan means: a member who has left needs no more writes, who does not get the verified role gets no
/// other, and a switch of tiers whose new tier cannot be granted leaves the member the old one.
/// </summary>
internal sealed class SingleRoleWriter(
    RoleRequestSender sender, TierSwitchRollback rollback, RateLimiter limiter, Delays delays, WriteCutOff cutOff, ILogger<SingleRoleWriter> logger)
    : IMemberWriter
{
    private const string WithoutVerified = "Without the verified role no other one is given.";

    /// <summary>The same for a person who waits for it: its calls go ahead of those of runs.</summary>
    public SingleRoleWriter ForInteractions() => new(sender.ForInteractions(), rollback, limiter, delays, cutOff, logger);

    /// <inheritdoc/>
    public bool Prefers(IReadOnlyList<StoredChange> pending) => pending.Count == 1;

    /// <inheritdoc/>
    public bool ReadsMembers => false;

    /// <inheritdoc/>
    public int UsefulConcurrency(GuildId guild, int? left) => limiter.UsefulConcurrency(RouteKey.MemberRole(guild), roundTrips: 1, left);

    /// <inheritdoc/>
    public async Task<PhaseResult?> WriteAsync(WriteContext context, IReadOnlyList<StoredChange> pending, CancellationToken ct)
    {
        var settled = new HashSet<long>();
        var leaving = ct;
        foreach (var item in pending)
        {
            if (settled.Contains(item.Id))
            {
                continue;
            }

            if ((await SettleAsync(context, item, pending, leaving)).Ends(out var end, out var outcomes))
            {
                return end;
            }

            settled.UnionWith(outcomes.Select(outcome => outcome.Id));
            int? done = pending.All(change => settled.Contains(change.Id)) ? item.Index : null;

            // What is known of a write is stored, whatever ends meanwhile.
            if (!await context.Cursor.RecordAsync(outcomes, done, CancellationToken.None))
            {
                return new PhaseResult.LeaseLost();
            }

            WriteLog.Changed(logger, item.Change, outcomes[0]);

            // The member's writes have begun: from here on nothing but the last moment of the host comes between two of them.
            leaving = outcomes[0].Outcome is Outcome.Refused ? leaving : CancellationToken.None;
            await delays.AfterWriteAsync(cutOff.Token);
        }

        return null;
    }

    /// <summary>Sends one change.</summary>
    /// <returns>Its outcome first, then those that follow from it for other changes of the member; or why the run cannot go on.</returns>
    private async Task<Attempt<IReadOnlyList<ChangeOutcome>>> SettleAsync(
        WriteContext context, StoredChange item, IReadOnlyList<StoredChange> pending, CancellationToken leaving)
    {
        if ((await sender.SendAsync(context, item, leaving)).Ends(out var end, out var outcome))
        {
            return end;
        }

        var later = pending.SkipWhile(change => change != item).Skip(1);
        if (outcome.Outcome is Outcome.Gone)
        {
            return new Attempt<IReadOnlyList<ChangeOutcome>>.Done(
                [outcome, .. later.Select(change => new ChangeOutcome(change.Id, Outcome.Gone, outcome.Note))]);
        }

        if (outcome.Outcome is not Outcome.Applied && item.Change.Kind is ChangeKind.Grant && item.Change.Role == context.Guild.Policy.Verified)
        {
            return new Attempt<IReadOnlyList<ChangeOutcome>>.Done(
                [outcome, .. later.Select(change => new ChangeOutcome(change.Id, Outcome.Refused, WithoutVerified))]);
        }

        return outcome.Outcome is not Outcome.Applied && item.Change is { Kind: ChangeKind.Grant, IsTier: true }
            ? await rollback.EndAsync(sender, context, item, outcome, later)
            : new Attempt<IReadOnlyList<ChangeOutcome>>.Done([outcome]);
    }
}
