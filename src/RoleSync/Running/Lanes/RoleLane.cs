using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Runs;
using RoleSync.Discord;
using RoleSync.Discord.RateLimits;
using RoleSync.Storage;

namespace RoleSync.Running.Lanes;

/// <summary>
/// Sends the planned changes of one member as PUT and DELETE of single roles, one after the other, and stores each outcome before the next
/// write. It decides nothing but what the order of the plan means: a tier switch whose new tier cannot be granted leaves the member the old one.
/// </summary>
internal sealed class RoleLane(DiscordClient discord, RateLimiter limiter, RunStore runs, Delays delays, ILogger<RoleLane> logger) : IWriteLane
{
    /// <summary>After so many outages at the same change it is given up, so that one member cannot keep a run for ever.</summary>
    private const int MaximumOutages = 3;

    private readonly ConcurrentDictionary<long, int> _outages = new();

    /// <inheritdoc/>
    public bool Prefers(IReadOnlyList<RecordedChange> pending) => pending.Count == 1;

    /// <inheritdoc/>
    public bool ReadsMembers => false;

    /// <inheritdoc/>
    public int Width(GuildId guild, int? left) => limiter.UsefulAtOnce(RouteKey.MemberRole(guild), roundTrips: 1, left);

    /// <inheritdoc/>
    public async Task<PhaseEnd?> WriteAsync(ChunkWork work, IReadOnlyList<RecordedChange> pending, CancellationToken ct)
    {
        var settled = new HashSet<long>();
        foreach (var item in pending)
        {
            if (settled.Contains(item.Id))
            {
                continue;
            }

            var (outcomes, end) = await SettleAsync(work.Run, item, pending, work.Terrain, work.Budget, ct);
            if (outcomes is null)
            {
                return end;
            }

            settled.UnionWith(outcomes.Select(outcome => outcome.Id));
            int? done = pending.All(change => settled.Contains(change.Id)) ? item.Index : null;
            if (!await work.Cursor.RecordAsync(outcomes, done, ct))
            {
                return PhaseEnd.GripLost;
            }

            LaneLog.Changed(logger, item.Change, outcomes[0]);
            await delays.AfterWriteAsync(ct);
        }

        return null;
    }

    /// <summary>Sends one change; its outcome comes first, then those that follow from it for other changes of the member.</summary>
    private async Task<(IReadOnlyList<ChangeOutcome>? Outcomes, PhaseEnd? End)> SettleAsync(
        Run run, RecordedChange item, IReadOnlyList<RecordedChange> pending, Terrain terrain, TimeBudget budget, CancellationToken ct)
    {
        var (outcome, end) = await SendAsync(run, item, terrain, budget, ct);
        if (outcome is null)
        {
            return (null, end);
        }

        var outcomes = new List<ChangeOutcome> { outcome };
        var later = pending.SkipWhile(change => change != item).Skip(1);
        if (outcome.Outcome is Outcome.Gone)
        {
            outcomes.AddRange(later.Select(change => new ChangeOutcome(change.Id, Outcome.Gone, outcome.Note)));
        }
        else if (outcome.Outcome is not Outcome.Applied && item.Change is { Kind: ChangeKind.Grant, IsTier: true })
        {
            outcomes.AddRange(later
                .Where(change => change.Change is { Kind: ChangeKind.Revoke, IsTier: true })
                .Select(change => new ChangeOutcome(change.Id, Outcome.Refused, $"The old tier stays, because the new one could not be granted: {outcome.Note}")));
            var (back, obstacle) = await PutBackAsync(run, item, outcome.Note, budget, ct);
            if (obstacle is not null)
            {
                return (null, obstacle);
            }

            outcomes.AddRange(back);
        }

        return (outcomes, null);
    }

    private async Task<(ChangeOutcome? Outcome, PhaseEnd? End)> SendAsync(
        Run run, RecordedChange item, Terrain terrain, TimeBudget budget, CancellationToken ct)
    {
        if (terrain.ObstacleOf(item.Change.Role) is { } obstacle)
        {
            return (new ChangeOutcome(item.Id, Outcome.Refused, obstacle), null);
        }

        var answer = await WriteAsync(run, item.Change, item.Change.Kind, item.Change.Reason, budget, ct);
        switch (answer)
        {
            case DiscordAnswer<Nothing>.Ok:
                return (new ChangeOutcome(item.Id, Outcome.Applied), null);
            case DiscordAnswer<Nothing>.Refused { Error.Code: DiscordError.UnknownMember or DiscordError.UnknownUser }:
                return (new ChangeOutcome(item.Id, Outcome.Gone, "The member has left the server."), null);
            case DiscordAnswer<Nothing>.Refused { Error.Code: DiscordError.UnknownGuild or DiscordError.MissingAccess or DiscordError.TwoFactorRequired }:
                return (null, PhaseEnd.Of(answer, Doing(item.Change)));
            case DiscordAnswer<Nothing>.Refused refused:
                return await RefuseAsync(item, refused.Error, terrain, budget, ct);
            case DiscordAnswer<Nothing>.Unavailable unavailable when _outages.AddOrUpdate(item.Id, 1, (_, seen) => seen + 1) > MaximumOutages:
                _outages.TryRemove(item.Id, out _);
                return (new ChangeOutcome(item.Id, Outcome.Failed, $"Discord gave no usable answer: {unavailable.Why}"), null);
            default:
                return (null, PhaseEnd.Of(answer, Doing(item.Change)));
        }
    }

    /// <summary>A refused write casts doubt on what is known of the guild: look again, and stop where nothing can be written any more.</summary>
    private static async Task<(ChangeOutcome? Outcome, PhaseEnd? End)> RefuseAsync(
        RecordedChange item, DiscordError error, Terrain terrain, TimeBudget budget, CancellationToken ct)
    {
        if (await terrain.LookAgainAsync(budget, ct) is { } end)
        {
            return (null, end);
        }

        var why = terrain.Obstacles.GetValueOrDefault(item.Change.Role) ?? RefusalSentence.Of(error, Doing(item.Change));
        return (new ChangeOutcome(item.Id, Outcome.Refused, why), null);
    }

    /// <summary>Gives the member back the tier roles that this run took for a switch that cannot be finished.</summary>
    private async Task<(IReadOnlyList<ChangeOutcome> Outcomes, PhaseEnd? End)> PutBackAsync(
        Run run, RecordedChange grant, string? why, TimeBudget budget, CancellationToken ct)
    {
        var taken = (await runs.ChangesAsync(run.Id, 0, 100, Outcome.Applied, grant.Change.Member, ct))
            .Where(change => change.Change is { Kind: ChangeKind.Revoke, IsTier: true });
        var outcomes = new List<ChangeOutcome>();
        foreach (var change in taken)
        {
            var answer = await WriteAsync(run, change.Change, ChangeKind.Grant, "given back, the new tier could not be granted", budget, ct);
            if (answer is DiscordAnswer<Nothing>.Limited or DiscordAnswer<Nothing>.Halted)
            {
                return ([], PhaseEnd.Of(answer, Doing(change.Change)));
            }

            if (answer is DiscordAnswer<Nothing>.Ok)
            {
                outcomes.Add(new ChangeOutcome(change.Id, Outcome.PutBack, why));
            }
        }

        return (outcomes, null);
    }

    private Task<DiscordAnswer<Nothing>> WriteAsync(
        Run run, Change change, ChangeKind kind, string reason, TimeBudget budget, CancellationToken ct)
    {
        var audit = $"rolesync run {run.Id}: {reason}";
        return kind is ChangeKind.Grant
            ? discord.GrantAsync(run.Guild, change.Member, change.Role, audit, budget.Left, ct)
            : discord.RevokeAsync(run.Guild, change.Member, change.Role, audit, budget.Left, ct);
    }

    private static string Doing(Change change) => change.Kind is ChangeKind.Grant
        ? $"granting role {change.Role} to member {change.Member}"
        : $"revoking role {change.Role} of member {change.Member}";
}
