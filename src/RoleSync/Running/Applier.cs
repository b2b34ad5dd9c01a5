using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RoleSync.Core.Planning;
using RoleSync.Core.Runs;
using RoleSync.Discord;
using RoleSync.Storage;

namespace RoleSync.Running;

/// <summary>
/// Sends the planned changes of one member, one after the other, and stores each outcome before the next write.
/// It decides nothing but what the order of the plan means: a tier switch whose new tier cannot be granted leaves the member the old one.
/// </summary>
internal sealed partial class Applier(DiscordClient discord, RunStore runs, Delays delays, ILogger<Applier> logger)
{
    /// <summary>After so many outages at the same change it is given up, so that one member cannot keep a run for ever.</summary>
    private const int MaximumOutages = 3;

    private readonly ConcurrentDictionary<long, int> _outages = new();

    /// <summary>Applies what is pending of one member.</summary>
    /// <param name="run">The run, with the epoch of this firing.</param>
    /// <param name="pending">All pending changes of the member, in order; not empty.</param>
    /// <param name="terrain">What stands in the way in this guild.</param>
    /// <param name="budget">The time that is left.</param>
    /// <param name="ct">Cancels waits and calls.</param>
    /// <returns>Null when the member is done, otherwise why the run cannot go on.</returns>
    public async Task<PhaseEnd?> ApplyAsync(
        Run run, IReadOnlyList<RecordedChange> pending, Terrain terrain, TimeBudget budget, CancellationToken ct)
    {
        var settled = new HashSet<long>();
        foreach (var item in pending)
        {
            if (settled.Contains(item.Id))
            {
                continue;
            }

            var (outcomes, end) = await SettleAsync(run, item, pending, terrain, budget, ct);
            if (outcomes is null)
            {
                return end;
            }

            settled.UnionWith(outcomes.Select(outcome => outcome.Id));
            int? nextIndex = pending.All(change => settled.Contains(change.Id)) ? item.Index + 1 : null;
            if (!await runs.RecordAsync(run.Id, run.Epoch, outcomes, nextIndex, ct))
            {
                return PhaseEnd.GripLost;
            }

            Log.Changed(
                logger, item.Change.Kind, item.Change.Role, item.Change.Member, item.Change.Reason, outcomes[0].Outcome, outcomes[0].Note is { } note ? $": {note}" : "");
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
        if (terrain.Obstacles.TryGetValue(item.Change.Role, out var obstacle))
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

    private static partial class Log
    {
        [LoggerMessage(20, LogLevel.Information, "{Kind} role {Role}, member {Member}: {Reason}: {Outcome}{Note}")]
        public static partial void Changed(
            ILogger logger, ChangeKind kind, Core.Guilds.RoleId role, Core.Guilds.MemberId member, string reason, Outcome outcome, string note);
    }
}
