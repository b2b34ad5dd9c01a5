using System.Collections.Concurrent;
using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Discord;
using RoleSync.Discord.Http;
using RoleSync.Work;

namespace RoleSync.Reading;

/// <summary>Reads a guild, the bot's place in it and what stands in the way of the guild's policy: two calls, and a third once per process.</summary>
internal sealed class GuildInspector(DiscordClient discord, OwnAccount self, TimeProvider time)
{
    /// <summary>So long an inspection still tells how the guild is; whatever changes meanwhile shows in Discord's answers to the writes.</summary>
    private static readonly TimeSpan _fresh = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<GuildId, (long At, GuildState State)> _last = new();

    /// <summary>The guild as an inspection of the last minute found it, or else a new one: planning and applying follow each other at once.</summary>
    /// <param name="guild">The guild.</param>
    /// <param name="policy">Its policy.</param>
    /// <param name="patience">How long each call may wait for a rate limit.</param>
    /// <param name="isAwaited">Whether a person waits for it: then its calls go ahead of those of runs.</param>
    /// <param name="ct">Cancels waits and calls.</param>
    public Task<Attempt<GuildState>> RecallAsync(GuildId guild, Policy policy, TimeSpan patience, bool isAwaited, CancellationToken ct) =>
        _last.TryGetValue(guild, out var last) && last.State.Policy == policy && time.GetElapsedTime(last.At) < _fresh
            ? Task.FromResult<Attempt<GuildState>>(last.State)
            : InspectAsync(guild, policy, patience, isAwaited, ct);

    /// <summary>Whoever asks next has the guild inspected anew.</summary>
    public void Forget(GuildId guild) => _last.TryRemove(guild, out _);

    /// <summary>The guild as it is now; an end where it cannot be read, or where no run could do anything.</summary>
    /// <inheritdoc cref="RecallAsync" path="/param"/>
    public async Task<Attempt<GuildState>> InspectAsync(GuildId guild, Policy policy, TimeSpan patience, bool isAwaited, CancellationToken ct)
    {
        switch (await ReadAsync(guild, patience, isAwaited, ct))
        {
            case GuildRead.Failed failed:
                return PhaseResult.Of(failed.Failure);
            case GuildRead.Known known:
                var verdict = Assignability.Check(known.Guild, known.Bot, policy);
                if (verdict.Fatal is { } fatal)
                {
                    Forget(guild);
                    return new PhaseResult.Failed(fatal);
                }

                var state = new GuildState(policy, verdict.Obstacles)
                {
                    VerifiedObstacle = verdict.VerifiedObstacle,
                    ApproximateMembers = known.Guild.ApproximateMembers,
                };
                _last[guild] = (time.GetTimestamp(), state);
                return state;
            default:
                throw new InvalidOperationException("A guild is read or it is not.");
        }
    }

    /// <summary>The guild and the bot's own member of it, whatever its policy. Nothing is remembered but who the bot is.</summary>
    /// <inheritdoc cref="RecallAsync" path="/param"/>
    public async Task<GuildRead> ReadAsync(GuildId guild, TimeSpan patience, bool isAwaited, CancellationToken ct)
    {
        var calls = isAwaited ? discord.ForInteractions() : discord;
        var account = await self.GetAsync(ct);
        if (account is not DiscordAnswer<MemberId>.Ok { Value: var me })
        {
            return new GuildRead.Failed(DiscordFailure.Of(account, "reading the bot's own account"));
        }

        var found = await calls.GetGuildAsync(guild, patience, ct);
        if (found is not DiscordAnswer<Guild>.Ok { Value: var known })
        {
            return new GuildRead.Failed(DiscordFailure.Of(found, $"reading guild {guild}"));
        }

        var bot = await new MemberLookup(calls).ReadAsync(guild, me, patience, ct);
        return bot is DiscordAnswer<Member>.Ok { Value: var own }
            ? new GuildRead.Known(known, own)
            : new GuildRead.Failed(DiscordFailure.Of(bot, $"reading the bot's own roles in guild {guild}"));
    }
}
