using Microsoft.Extensions.Logging;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Discord;
using RoleSync.Discord.Http;
using RoleSync.Discord.RateLimits;
using RoleSync.Discord.Wire;
using RoleSync.Reading;
using RoleSync.Work;

namespace RoleSync.Applying;

/// <summary>
/// Writes all changes of a member with one PATCH of the whole list of roles, which is read right before. What the PATCH cannot do,
/// or leaves in doubt, is done role by role: that way knows which change is at fault, and repeating it is harmless. So is a member whose
/// list is not as the plan saw it: what a read leaves out by mistake, a PATCH would take away.
/// </summary>
internal sealed class RoleListWriter(
    DiscordClient discord, MemberLookup members, RateLimiter limiter, SingleRoleWriter roles, WriteCutOff cutOff, TimeProvider time,
    ILogger<RoleListWriter> logger) : IMemberWriter
{
    /// <summary>So much earlier than the bucket opens the member is read, so that the write need not wait for that.</summary>
    private static readonly TimeSpan _readAhead = TimeSpan.FromMilliseconds(250);

    /// <summary>A write that would have to wait longer than that after the read is not sent; the member is read again.</summary>
    private static readonly TimeSpan _freshFor = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public bool Prefers(IReadOnlyList<StoredChange> pending) => pending.Count > 1;

    /// <inheritdoc/>
    public bool ReadsMembers => true;

    /// <inheritdoc/>
    public int Width(GuildId guild, int? left) => limiter.UsefulConcurrency(RouteKey.MemberEdit(guild), roundTrips: 2, left);

    /// <inheritdoc/>
    public async Task<PhaseResult?> WriteAsync(ChunkWork work, IReadOnlyList<StoredChange> pending, CancellationToken ct)
    {
        if (pending.Any(item => work.Guild.ObstacleOf(item.Change.Role) is not null))
        {
            return await roles.WriteAsync(work, pending, ct);
        }

        var (answer, single) = await EditAsync(work, pending, ct);
        if (single is not null)
        {
            return await work.DropAsync(single, pending[0].Index, ct)
                ?? (single.Holding.Count == 0 ? null : await roles.WriteAsync(work, single.Holding, ct));
        }

        switch (answer)
        {
            case DiscordAnswer<string?>.Ok { Value: null }:
                return await RecordAsync(work, pending, Outcome.Applied, null);
            case DiscordAnswer<string?>.Ok { Value: var conflict }:
                return await RecordAsync(work, pending, Outcome.Conflict, conflict);
            case DiscordAnswer<string?>.Refused { Error.Code: DiscordError.UnknownMember or DiscordError.UnknownUser }:
                return await RecordAsync(work, pending, Outcome.Gone, "The member has left the server.");
            case DiscordAnswer<string?>.Limited or DiscordAnswer<string?>.Blocked or DiscordAnswer<string?>.Withdrawn:
                return PhaseResult.Of(answer!, $"writing the roles of member {pending[0].Change.Member}");
            case DiscordAnswer<string?>.Unavailable:
                // The list may have arrived: the member counts as begun.
                return await roles.WriteAsync(work, pending, CancellationToken.None);
            default:
                return await roles.WriteAsync(work, pending, ct);
        }
    }

    /// <summary>Reads the member and writes the list, as close together as the limits allow.</summary>
    /// <returns>
    /// A success with null when the member now holds what was planned, with a sentence when the answer showed somebody else's hand; or else what
    /// is to be done without a PATCH.
    /// </returns>
    private async Task<(DiscordAnswer<string?>? Answer, ScopeVerdict? Single)> EditAsync(
        ChunkWork work, IReadOnlyList<StoredChange> pending, CancellationToken ct)
    {
        var (guild, member) = (work.Run.Guild, pending[0].Change.Member);
        var opensIn = limiter.OpensIn(RouteKey.MemberEdit(guild));
        while (opensIn <= work.Budget.Left)
        {
            if (opensIn > _readAhead)
            {
                await Task.Delay(opensIn - _readAhead, time, ct);
            }

            var read = await members.ReadAsync(guild, member, work.Budget.Left, ct);
            if (read is not DiscordAnswer<Member>.Ok { Value: var found })
            {
                return (read.As<string?>(), null);
            }

            var edit = RoleEdit.Of(found, pending);
            if (Single(work, pending, found, edit) is { } single)
            {
                return (null, single);
            }

            if (edit.ChangesNothing)
            {
                return (new DiscordAnswer<string?>.Ok(null), null); // as a PUT or DELETE of what is so already would end
            }

            var answer = await discord.While(work.Lease.IsHeldAsync).ReplaceRolesAsync(guild, member, edit.Sent, Reason(work, pending), Shorter(_freshFor, work.Budget.Left), cutOff.Token, leaving: ct);
            switch (answer)
            {
                case DiscordAnswer<Member>.Ok { Value: var written }:
                    return (new DiscordAnswer<string?>.Ok(edit.Conflict(written)), null);
                case DiscordAnswer<Member>.Limited limited:
                    opensIn = limited.OpensIn;
                    break;
                default:
                    return (answer.As<string?>(), null);
            }
        }

        return (new DiscordAnswer<string?>.Limited(opensIn), null);
    }

    /// <summary>What is to be done role by role, or not at all, because of what was read; null where the list may be sent.</summary>
    private static ScopeVerdict? Single(ChunkWork work, IReadOnlyList<StoredChange> pending, Member found, RoleEdit edit)
    {
        var verdict = work.Scope?.Judge(pending, found) ?? new ScopeVerdict(pending, []);
        var isAsPlanned = edit.ChangesNothing || (edit.FindsWhatItTakes && work.Guild.Policy.Covers(found));
        return verdict.Dropped.Count == 0 && isAsPlanned ? null : verdict;
    }

    private async Task<PhaseResult?> RecordAsync(
        ChunkWork work, IReadOnlyList<StoredChange> pending, Outcome outcome, string? note)
    {
        List<ChangeOutcome> outcomes = [.. pending.Select(item => new ChangeOutcome(item.Id, outcome, note))];
        if (!await work.Cursor.RecordAsync(outcomes, pending[0].Index, CancellationToken.None))
        {
            return new PhaseResult.LeaseLost();
        }

        for (var i = 0; i < outcomes.Count; i++)
        {
            WriteLog.Changed(logger, pending[i].Change, outcomes[i]);
        }

        return null;
    }

    private static string Reason(ChunkWork work, IReadOnlyList<StoredChange> pending) =>
        $"rolesync run {work.Run.Id}: {pending[0].Change.Cause}, {string.Join(", ", pending.Select(item => item.Change.Transition).Distinct())}";

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
