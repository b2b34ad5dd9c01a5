using System.Collections.Concurrent;
using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Discord;
using RoleSync.Discord.Http;
using RoleSync.Work;

namespace RoleSync.Reading;

/// <summary>Looks at a guild before anything is written to it: two calls.</summary>
internal sealed class GuildInspector(DiscordClient discord, OwnAccount self, TimeProvider time)
{
    /// <summary>So long a look still tells how the guild is; whatever changes meanwhile shows in Discord's answers to the writes.</summary>
    private static readonly TimeSpan _fresh = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<GuildId, (long At, Policy Policy, Inspection Inspection)> _last = new();

    /// <summary>What a look of the last minute found, or else a new one: planning and applying follow each other at once.</summary>
    public Task<(Inspection? Inspection, PhaseResult? End)> RecallAsync(GuildId guild, Policy policy, TimeSpan patience, CancellationToken ct) =>
        RecallAsync(guild, policy, patience, isAwaited: false, ct);

    /// <inheritdoc cref="RecallAsync(GuildId, Policy, TimeSpan, CancellationToken)"/>
    /// <param name="guild">The guild.</param>
    /// <param name="policy">Its policy.</param>
    /// <param name="patience">How long each call may wait for a limit.</param>
    /// <param name="isAwaited">Whether a person waits for it: then its calls go ahead of those of runs.</param>
    /// <param name="ct">Cancels waits and calls.</param>
    public Task<(Inspection? Inspection, PhaseResult? End)> RecallAsync(
        GuildId guild, Policy policy, TimeSpan patience, bool isAwaited, CancellationToken ct) =>
        _last.TryGetValue(guild, out var last) && last.Policy == policy && time.GetElapsedTime(last.At) < _fresh
            ? Task.FromResult<(Inspection?, PhaseResult?)>((last.Inspection, null))
            : InspectAsync(guild, policy, patience, isAwaited, ct);

    /// <summary>Whoever asks next has the guild looked at anew.</summary>
    public void Forget(GuildId guild) => _last.TryRemove(guild, out _);

    /// <summary>The inspection, or why there is none.</summary>
    public Task<(Inspection? Inspection, PhaseResult? End)> InspectAsync(GuildId guild, Policy policy, TimeSpan patience, CancellationToken ct) =>
        InspectAsync(guild, policy, patience, isAwaited: false, ct);

    /// <inheritdoc cref="InspectAsync(GuildId, Policy, TimeSpan, CancellationToken)"/>
    /// <inheritdoc cref="RecallAsync(GuildId, Policy, TimeSpan, bool, CancellationToken)" path="/param"/>
    public async Task<(Inspection? Inspection, PhaseResult? End)> InspectAsync(
        GuildId guild, Policy policy, TimeSpan patience, bool isAwaited, CancellationToken ct)
    {
        var calls = isAwaited ? discord.ForInteractions() : discord;
        var account = await self.GetAsync(ct);
        if (account is not DiscordAnswer<MemberId>.Ok { Value: var me })
        {
            return (null, PhaseResult.Of(account, "reading the bot's own account"));
        }

        var found = await calls.GetGuildAsync(guild, patience, ct);
        if (found is not DiscordAnswer<Guild>.Ok known)
        {
            return (null, PhaseResult.Of(found, $"reading guild {guild}"));
        }

        var bot = await new MemberLookup(calls).ReadAsync(guild, me, patience, ct);
        if (bot is not DiscordAnswer<Member>.Ok own)
        {
            return (null, PhaseResult.Of(bot, $"reading the bot's own roles in guild {guild}"));
        }

        var preflight = Assignability.Check(known.Value, own.Value, policy);
        if (preflight.Fatal is { } fatal)
        {
            _last.TryRemove(guild, out _);
            return (null, new PhaseResult.Failed(fatal));
        }

        var inspection = new Inspection(preflight.Obstacles, known.Value.ApproximateMembers) { VerifiedObstacle = preflight.VerifiedObstacle };
        _last[guild] = (time.GetTimestamp(), policy, inspection);
        return (inspection, null);
    }
}
