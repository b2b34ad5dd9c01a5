using Microsoft.Extensions.Logging;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Discord;
using RoleSync.Discord.Http;
using RoleSync.Discord.RateLimits;
using RoleSync.Discord.Wire;
using RoleSync.Storage.Runs;
using RoleSync.Storage.Tables;
using RoleSync.Work;

namespace RoleSync.Applying;

/// <summary>
/// Sends the planned changes of one member as PUT and DELETE of single roles, one after the other, and stores each outcome before the next
/// write. It decides nothing but what the order of the plan means: a tier switch whose new tier cannot be granted leaves the member the old one.
/// </summary>
internal sealed class SingleRoleWriter(
    DiscordClient discord, RateLimiter limiter, ChangeJournal journal, Delays delays, RunMemories memories, WriteCutOff cutOff, ILogger<SingleRoleWriter> logger)
    : IMemberWriter
{
    /// <summary>After so many outages at the same change it is given up, so that one member cannot keep a run for ever.</summary>
    private const int MaximumOutages = 3;

    /// <summary>So long a member that was begun waits for a limit, whatever is left of the firing's time.</summary>
    private static readonly TimeSpan _toFinish = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public bool Prefers(IReadOnlyList<StoredChange> pending) => pending.Count == 1;

    /// <inheritdoc/>
    public bool ReadsMembers => false;

    /// <inheritdoc/>
    public int Width(GuildId guild, int? left) => limiter.UsefulConcurrency(RouteKey.MemberRole(guild), roundTrips: 1, left);

    /// <inheritdoc/>
    public async Task<PhaseResult?> WriteAsync(ChunkWork work, IReadOnlyList<StoredChange> pending, CancellationToken ct)
    {
        var settled = new HashSet<long>();
        var leaving = ct;
        foreach (var item in pending)
        {
            if (settled.Contains(item.Id))
            {
                continue;
            }

            var (outcomes, end) = await SettleAsync(work, item, pending, leaving);
            if (outcomes is null)
            {
                return end;
            }

            settled.UnionWith(outcomes.Select(outcome => outcome.Id));
            int? done = pending.All(change => settled.Contains(change.Id)) ? item.Index : null;

            // What is known of a write is stored, whatever ends meanwhile.
            if (!await work.Cursor.RecordAsync(outcomes, done, CancellationToken.None))
            {
                return new PhaseResult.LeaseLost();
            }

            WriteLog.Changed(logger, item.Change, outcomes[0]);

            // The member is begun: from here on nothing but the host's last moment comes between two writes.
            leaving = outcomes[0].Outcome is Outcome.Refused ? leaving : CancellationToken.None;
            await delays.AfterWriteAsync(cutOff.Token);
        }

        return null;
    }

    /// <summary>Sends one change; its outcome comes first, then those that follow from it for other changes of the member.</summary>
    private async Task<(IReadOnlyList<ChangeOutcome>? Outcomes, PhaseResult? End)> SettleAsync(
        ChunkWork work, StoredChange item, IReadOnlyList<StoredChange> pending, CancellationToken leaving)
    {
        var (outcome, end) = await SendAsync(work, item, leaving);
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
            var (back, lost, obstacle) = await PutBackAsync(work, item, outcome.Note);
            if (obstacle is not null)
            {
                // Nothing is stored: the grant stays pending behind a revoke that is done, which whoever goes on finishes first.
                return (null, obstacle);
            }

            outcomes.AddRange(back);
            outcomes[0] = outcome with { Note = lost is null ? outcome.Note : $"{outcome.Note} {lost}" };
        }

        return (outcomes, null);
    }

    private async Task<(ChangeOutcome? Outcome, PhaseResult? End)> SendAsync(ChunkWork work, StoredChange item, CancellationToken leaving)
    {
        if (work.Guild.ObstacleOf(item.Change.Role) is { } obstacle)
        {
            return (new ChangeOutcome(item.Id, Outcome.Refused, obstacle), null);
        }

        var answer = await WriteAsync(work, item.Change, item.Change.Kind, item.Change.Reason, leaving);
        switch (answer)
        {
            case DiscordAnswer<Unit>.Ok:
                return (new ChangeOutcome(item.Id, Outcome.Applied), null);
            case DiscordAnswer<Unit>.Refused { Error.Code: DiscordError.UnknownMember or DiscordError.UnknownUser }:
                return (new ChangeOutcome(item.Id, Outcome.Gone, "The member has left the server."), null);
            case DiscordAnswer<Unit>.Refused refused when EndsAll(refused.Error):
                return (null, PhaseResult.Of(answer, Doing(item.Change)));
            case DiscordAnswer<Unit>.Refused refused:
                return await RefuseAsync(item, refused.Error, work, cutOff.Token);
            case DiscordAnswer<Unit>.Unavailable unavailable when IsGivenUp(work.Run, item.Id):
                return (new ChangeOutcome(item.Id, Outcome.Failed, $"Discord gave no usable answer: {unavailable.Why}"), null);
            default:
                return (null, PhaseResult.Of(answer, Doing(item.Change)));
        }
    }

    /// <summary>A refused write casts doubt on what is known of the guild: look again, and stop where nothing can be written any more.</summary>
    private static async Task<(ChangeOutcome? Outcome, PhaseResult? End)> RefuseAsync(
        StoredChange item, DiscordError error, ChunkWork work, CancellationToken ct)
    {
        if (await work.Inspected.InspectAgainAsync(work.Budget, ct) is { } end)
        {
            return (null, end);
        }

        var why = work.Guild.Obstacles.GetValueOrDefault(item.Change.Role) ?? new DiscordFailure.Refused(error, Doing(item.Change)).Sentence;
        return (new ChangeOutcome(item.Id, Outcome.Refused, why), null);
    }

    /// <summary>Gives the member back the tier roles that this run took for a switch that cannot be finished.</summary>
    /// <returns>
    /// What was given back; a sentence about what could not be, which stands in the journal as a tier that was taken for nothing, and is given
    /// back by the next plan; or an end where it is to be tried again.
    /// </returns>
    private async Task<(IReadOnlyList<ChangeOutcome> Outcomes, string? Lost, PhaseResult? End)> PutBackAsync(
        ChunkWork work, StoredChange grant, string? why)
    {
        var taken = (await journal.ChangesAsync(work.Run.Id, 0, ChangeId.MaxPositions, Outcome.Applied, grant.Change.Member, cutOff.Token))
            .Where(change => change.Change is { Kind: ChangeKind.Revoke, IsTier: true });
        var outcomes = new List<ChangeOutcome>();
        string? lost = null;
        foreach (var change in taken)
        {
            if (!work.Guild.Policy.Managed.Contains(change.Change.Role))
            {
                lost = $"The old tier was taken before. {Applicability.NotNamed(change.Change.Role)}";
                continue;
            }

            var doing = $"giving role {change.Change.Role} back to member {change.Change.Member}";
            var answer = await WriteAsync(
                work, change.Change, ChangeKind.Grant, "given back, the new tier could not be granted", CancellationToken.None);
            switch (answer)
            {
                case DiscordAnswer<Unit>.Ok:
                    outcomes.Add(new ChangeOutcome(change.Id, Outcome.PutBack, why));
                    break;
                case DiscordAnswer<Unit>.Refused refused when !EndsAll(refused.Error):
                    lost = $"The old tier role {change.Change.Role} was taken before, and cannot be given back now: {new DiscordFailure.Refused(refused.Error, doing).Sentence}";
                    break;
                case DiscordAnswer<Unit>.Unavailable unavailable when IsGivenUp(work.Run, change.Id):
                    lost = $"The old tier role {change.Change.Role} was taken before, and cannot be given back now: {unavailable.Why}";
                    break;
                default:
                    return ([], null, PhaseResult.Of(answer, doing));
            }
        }

        return (outcomes, lost, null);
    }

    private static bool EndsAll(DiscordError error) =>
        error.Code is DiscordError.UnknownGuild or DiscordError.MissingAccess or DiscordError.TwoFactorRequired;

    /// <summary>Counts an outage at one change; true when it was one too many.</summary>
    private bool IsGivenUp(Run run, long change)
    {
        var isGivenUp = memories.Of(run.Id).CountOutage(change) > MaximumOutages;
        if (isGivenUp)
        {
            memories.Of(run.Id).EndOutage(change);
        }

        return isGivenUp;
    }

    private Task<DiscordAnswer<Unit>> WriteAsync(
        ChunkWork work, Change change, ChangeKind kind, string reason, CancellationToken leaving)
    {
        var audit = $"rolesync run {work.Run.Id}: {reason}";
        var patience = leaving.CanBeCanceled || work.Budget.Left > _toFinish ? work.Budget.Left : _toFinish;
        var writer = discord.While(work.Lease.IsHeldAsync);
        return kind is ChangeKind.Grant
            ? writer.GrantAsync(work.Run.Guild, change.Member, change.Role, audit, patience, cutOff.Token, leaving)
            : writer.RevokeAsync(work.Run.Guild, change.Member, change.Role, audit, patience, cutOff.Token, leaving);
    }

    private static string Doing(Change change) => change.Kind is ChangeKind.Grant
        ? $"granting role {change.Role} to member {change.Member}"
        : $"revoking role {change.Role} of member {change.Member}";
}
