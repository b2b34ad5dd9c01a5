using Microsoft.Extensions.Options;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Runs;
using RoleSync.Core.Standings;
using RoleSync.Discord;
using RoleSync.Ethos;
using RoleSync.Storage;

namespace RoleSync.Running;

/// <summary>
/// Nothing older than <see cref="SyncOptions.PlanFreshness"/> is applied: the members of an older batch are looked up again,
/// with one call to Ethos and one to Discord per member, and changes that no longer hold are dropped or amended.
/// </summary>
internal sealed class Refresher(
    DiscordClient discord, EthosClient ethos, RunStore runs, TimeProvider time, IOptions<SyncOptions> options)
{
    /// <summary>Makes the batch fresh in the store.</summary>
    /// <returns>Null when every change of it holds now; otherwise why the run cannot go on.</returns>
    public async Task<PhaseEnd?> RefreshAsync(Run run, Batch batch, Terrain terrain, TimeBudget budget, CancellationToken ct)
    {
        // An undo takes back what was written; what Ethos says now plays no part in it.
        var standings = run.Kind is RunKind.Undo
            ? new Dictionary<MemberId, Standing>()
            : await ethos.LookUpAsync([.. batch.Members.Select(member => member[0].Change.Member)], ct);
        var confirmed = new List<MemberId>();
        foreach (var pending in batch.Members)
        {
            var member = pending[0].Change.Member;
            var answer = await discord.GetMemberAsync(run.Guild, member, budget.Left, ct);
            var (fresh, note) = answer switch
            {
                DiscordAnswer<Member>.Ok ok when run.Kind is RunKind.Undo => Recheck(ok.Value, pending, terrain),
                DiscordAnswer<Member>.Ok ok => Replan(ok.Value, standings[member], terrain),
                DiscordAnswer<Member>.Refused { Error.Code: DiscordError.UnknownMember or DiscordError.UnknownUser } => ([], "The member has left the server."),
                _ => (null, null),
            };
            if (fresh is null)
            {
                return PhaseEnd.Of(answer, $"reading member {member}");
            }

            if (Batch.Same(pending, fresh))
            {
                confirmed.Add(member);
            }
            else if (!await runs.AmendAsync(run.Id, run.Epoch, pending[0].Index, member, AsAgreed(run, fresh), note!, time.GetUtcNow(), ct))
            {
                return PhaseEnd.GripLost;
            }
        }

        return confirmed.Count == 0 || await runs.ConfirmAsync(run.Id, run.Epoch, confirmed, time.GetUtcNow(), ct) ? null : PhaseEnd.GripLost;
    }

    /// <summary>Whoever applies the plan of a dry run has agreed to that plan and no other: a member whose plan is another one now is left alone.</summary>
    private static IReadOnlyList<Change> AsAgreed(Run run, IReadOnlyList<Change> fresh) => run is { Kind: not RunKind.Undo, Of: not null } ? [] : fresh;

    /// <summary>Before that time, plans are too old.</summary>
    public DateTimeOffset Oldest => time.GetUtcNow() - options.Value.PlanFreshness;

    private static (IReadOnlyList<Change>? Fresh, string? Note) Recheck(Member member, IReadOnlyList<RecordedChange> pending, Terrain terrain) =>
        (UndoPlanner.StillHolding([.. pending.Select(item => item.Change)], member, terrain.Policy), "A fresh look showed that the role was changed since the plan; it is left alone.");

    private static (IReadOnlyList<Change>? Fresh, string? Note) Replan(Member member, Standing standing, Terrain terrain)
    {
        if (!terrain.Policy.Covers(member))
        {
            return ([], "The member no longer holds the verified role.");
        }

        return standing is Standing.Unknown unknown
            ? ([], $"A fresh look gave no trustworthy answer: {unknown.Why}")
            : ([.. Planner.Plan(member, standing, terrain.Policy, terrain.Obstacles).Where(change => change.Obstacle is null)],
                "A fresh look showed other roles or another score than the plan.");
    }
}
