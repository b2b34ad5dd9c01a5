using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Discord;
using RoleSync.Discord.Http;
using RoleSync.Discord.Wire;
using RoleSync.Work;

namespace RoleSync.Applying.Writers;

/// <summary>Sends one change of one member's roles to Discord, as PUT or DELETE of that role, and says what became of it.</summary>
internal sealed class RoleRequestSender(DiscordClient discord, RunMemories memories, WriteCutOff cutOff)
{
    /// <summary>After so many outages of Discord at the same change it is given up, so that one member cannot keep a run for ever.</summary>
    private const int MaximumOutages = 3;

    /// <summary>So long a member whose writes have begun waits for a rate limit at least, whatever is left of the firing's time.</summary>
    private static readonly TimeSpan _toFinish = TimeSpan.FromSeconds(60);

    /// <summary>The same for a person who waits for it: its calls go ahead of those of runs.</summary>
    public RoleRequestSender ForInteractions() => new(discord.ForInteractions(), memories, cutOff);

    /// <summary>Sends a planned change.</summary>
    /// <param name="context">The run that it belongs to.</param>
    /// <param name="item">The change.</param>
    /// <param name="leaving">Gives up while nothing was sent; without it, the member's writes have begun and are finished.</param>
    /// <returns>The outcome; or why the run cannot go on, and the change stays pending.</returns>
    public async Task<Attempt<ChangeOutcome>> SendAsync(WriteContext context, StoredChange item, CancellationToken leaving)
    {
        if (context.Guild.ObstacleOf(item.Change.Role) is { } obstacle)
        {
            return new ChangeOutcome(item.Id, Outcome.Refused, obstacle);
        }

        var answer = await SendAsync(context, item.Change, item.Change.Kind, item.Change.Reason, leaving);
        var doing = item.Change.Kind is ChangeKind.Grant
            ? $"granting role {item.Change.Role} to member {item.Change.Member}"
            : $"revoking role {item.Change.Role} of member {item.Change.Member}";
        switch (answer)
        {
            case DiscordAnswer<Unit>.Ok:
                return new ChangeOutcome(item.Id, Outcome.Applied);
            case DiscordAnswer<Unit>.Refused { Error.Code: DiscordError.UnknownMember or DiscordError.UnknownUser }:
                return new ChangeOutcome(item.Id, Outcome.Gone, Applicability.LeftNote);
            case DiscordAnswer<Unit>.Refused { Error: var error } when !EndsAll(error):
                return await RefusedAsync(context, item, new DiscordFailure.Refused(error, doing));
            case DiscordAnswer<Unit>.Unavailable unavailable when IsGivenUp(context, item.Id):
                return new ChangeOutcome(item.Id, Outcome.Failed, $"Discord gave no usable answer: {unavailable.Why}");
            default:
                return PhaseResult.Of(answer, doing);
        }
    }

    /// <summary>Gives a role back that the run has taken.</summary>
    /// <param name="context">The run.</param>
    /// <param name="revoke">The change that took it.</param>
    /// <param name="note">Noted with the outcome, as a sentence; null for nothing.</param>
    /// <returns>
    /// <see cref="Outcome.PutBack"/>; another outcome, with a sentence that says why the role cannot be given back now; or why the run cannot go on, and
    /// the role is still to be given back.
    /// </returns>
    public async Task<Attempt<ChangeOutcome>> GiveBackAsync(WriteContext context, StoredChange revoke, string? note)
    {
        var doing = $"giving role {revoke.Change.Role} back to member {revoke.Change.Member}";
        var answer = await SendAsync(context, revoke.Change, ChangeKind.Grant, "given back, the new tier could not be granted", CancellationToken.None);
        return answer switch
        {
            DiscordAnswer<Unit>.Ok => new ChangeOutcome(revoke.Id, Outcome.PutBack, note),
            DiscordAnswer<Unit>.Refused { Error: var error } when !EndsAll(error) =>
                new ChangeOutcome(revoke.Id, Outcome.Refused, new DiscordFailure.Refused(error, doing).Sentence),
            DiscordAnswer<Unit>.Unavailable unavailable when IsGivenUp(context, revoke.Id) => new ChangeOutcome(revoke.Id, Outcome.Failed, unavailable.Why),
            _ => PhaseResult.Of(answer, doing),
        };
    }

    /// <summary>A refused write casts doubt on what is known of the guild: it is inspected again, and the run ends where nothing can be written any more.</summary>
    private async Task<Attempt<ChangeOutcome>> RefusedAsync(WriteContext context, StoredChange item, DiscordFailure refusal)
    {
        if (await context.Inspected.InspectAgainAsync(context.Budget, cutOff.Token) is { } end)
        {
            return end;
        }

        return new ChangeOutcome(item.Id, Outcome.Refused, context.Guild.Obstacles.GetValueOrDefault(item.Change.Role) ?? refusal.Sentence);
    }

    /// <summary>Whether the refusal is one of every write to the guild.</summary>
    private static bool EndsAll(DiscordError error) =>
        error.Code is DiscordError.UnknownGuild or DiscordError.MissingAccess or DiscordError.TwoFactorRequired;

    /// <summary>Counts an outage at one change; true when it was one too many.</summary>
    private bool IsGivenUp(WriteContext context, long change)
    {
        var memory = memories.Of(context.Run.Id);
        var isGivenUp = memory.CountOutage(change) > MaximumOutages;
        if (isGivenUp)
        {
            memory.EndOutage(change);
        }

        return isGivenUp;
    }

    private Task<DiscordAnswer<Unit>> SendAsync(WriteContext context, Change change, ChangeKind kind, string reason, CancellationToken leaving)
    {
        var audit = $"rolesync run {context.Run.Id}: {reason}";
        var patience = leaving.CanBeCanceled || context.Budget.Left > _toFinish ? context.Budget.Left : _toFinish;
        var writer = discord.While(context.Lease.IsHeldAsync);
        return kind is ChangeKind.Grant
            ? writer.GrantAsync(context.Run.Guild, change.Member, change.Role, audit, patience, cutOff.Token, leaving)
            : writer.RevokeAsync(context.Run.Guild, change.Member, change.Role, audit, patience, cutOff.Token, leaving);
    }
}
