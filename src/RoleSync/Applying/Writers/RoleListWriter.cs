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

namespace RoleSync.Applying.Writers;

/// <summary>
/// Writes all changes of a member with one PATCH of the whole list of roles, which is read right before. What the PATCH cannot do, or of which it is not
/// known whether it was done, is done by PUT and DELETE of single roles: their answers tell which change is at fault, and sending them twice does no
/// harm. So is a member whose list is not as the plan saw it: what a read leaves out by mistake, a PATCH would take away.
/// </summary>
internal sealed class RoleListWriter(
    DiscordClient discord, MemberLookup members, RateLimiter limiter, SingleRoleWriter singleRoles, WriteCutOff cutOff, TimeProvider time,
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
    public int UsefulConcurrency(GuildId guild, int? left) => limiter.UsefulConcurrency(RouteKey.MemberEdit(guild), roundTrips: 2, left);

    /// <inheritdoc/>
    public async Task<PhaseResult?> WriteAsync(WriteContext context, IReadOnlyList<StoredChange> pending, CancellationToken ct)
    {
        if (pending.Any(item => context.Guild.ObstacleOf(item.Change.Role) is not null))
        {
            return await singleRoles.WriteAsync(context, pending, ct);
        }

        switch (await EditAsync(context, pending, ct))
        {
            case RoleListResult.Written:
                return await RecordAsync(context, pending, Outcome.Applied, null);
            case RoleListResult.Conflicting conflict:
                return await RecordAsync(context, pending, Outcome.Conflict, conflict.Sentence);
            case RoleListResult.LeftToSingleRoles { Verdict: var verdict }:
                return await context.DropAsync(verdict, pending[0].Index, ct)
                    ?? (verdict.Holding.Count == 0 ? null : await singleRoles.WriteAsync(context, verdict.Holding, ct));
            case RoleListResult.Unsuccessful { Answer: DiscordAnswer<Member>.Refused { Error.Code: DiscordError.UnknownMember or DiscordError.UnknownUser } }:
                return await RecordAsync(context, pending, Outcome.Gone, Applicability.LeftNote);
            case RoleListResult.Unsuccessful { Answer: DiscordAnswer<Member>.Limited or DiscordAnswer<Member>.Blocked or DiscordAnswer<Member>.Withdrawn } none:
                return PhaseResult.Of(none.Answer, $"writing the roles of member {pending[0].Change.Member}");
            case RoleListResult.Unsuccessful { Answer: DiscordAnswer<Member>.Unavailable }:
                // The list may have arrived: the member's writes have begun.
                return await singleRoles.WriteAsync(context, pending, CancellationToken.None);
            default:
                return await singleRoles.WriteAsync(context, pending, ct);
        }
    }

    /// <summary>Reads the member and writes the list, as close together as the limits allow.</summary>
    private async Task<RoleListResult> EditAsync(WriteContext context, IReadOnlyList<StoredChange> pending, CancellationToken ct)
    {
        var (guild, member) = (context.Run.Guild, pending[0].Change.Member);
        var opensIn = limiter.OpensIn(RouteKey.MemberEdit(guild));
        while (opensIn <= context.Budget.Left)
        {
            if (opensIn > _readAhead)
            {
                await Task.Delay(opensIn - _readAhead, time, ct);
            }

            var read = await members.ReadAsync(guild, member, context.Budget.Left, ct);
            if (read is not DiscordAnswer<Member>.Ok { Value: var found })
            {
                return new RoleListResult.Unsuccessful(read);
            }

            var edit = RoleEdit.Of(found, pending);
            var verdict = context.Scope?.Judge(pending, found) ?? new ScopeVerdict(pending, []);
            // The verified role shows that a list is no empty one by mistake; whoever lacks it is written role by role.
            if (verdict.Dropped.Count > 0 || !(edit.ChangesNothing || (edit.FindsWhatItTakes && found.Has(context.Guild.Policy.Verified) && context.Guild.Policy.Covers(found))))
            {
                return new RoleListResult.LeftToSingleRoles(verdict);
            }

            if (edit.ChangesNothing)
            {
                return new RoleListResult.Written(); // as a PUT or DELETE of what is so already would end
            }

            var answer = await discord.While(context.Lease.IsHeldAsync).ReplaceRolesAsync(
                guild, member, edit.Sent, Reason(context, pending), Shorter(_freshFor, context.Budget.Left), cutOff.Token, leaving: ct);
            switch (answer)
            {
                case DiscordAnswer<Member>.Ok { Value: var written }:
                    return edit.Conflict(written) is { } conflict ? new RoleListResult.Conflicting(conflict) : new RoleListResult.Written();
                case DiscordAnswer<Member>.Limited limited:
                    opensIn = limited.OpensIn;
                    break;
                default:
                    return new RoleListResult.Unsuccessful(answer);
            }
        }

        return new RoleListResult.Unsuccessful(new DiscordAnswer<Member>.Limited(opensIn));
    }

    private async Task<PhaseResult?> RecordAsync(
        WriteContext context, IReadOnlyList<StoredChange> pending, Outcome outcome, string? note)
    {
        List<ChangeOutcome> outcomes = [.. pending.Select(item => new ChangeOutcome(item.Id, outcome, note))];
        if (!await context.Cursor.RecordAsync(outcomes, pending[0].Index, CancellationToken.None))
        {
            return new PhaseResult.LeaseLost();
        }

        for (var i = 0; i < outcomes.Count; i++)
        {
            WriteLog.Changed(logger, pending[i].Change, outcomes[i]);
        }

        return null;
    }

    private static string Reason(WriteContext context, IReadOnlyList<StoredChange> pending) =>
        $"rolesync run {context.Run.Id}: {pending[0].Change.Cause}, {string.Join(", ", pending.Select(item => item.Change.Transition).Distinct())}";

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
