using RoleSync.Core.Guilds;
using RoleSync.Discord;
using RoleSync.Discord.Http;
using RoleSync.Discord.Wire;
using RoleSync.Work;

namespace RoleSync.Reading;

/// <summary>
/// Reads one member. An empty list of roles, which Discord is known to send by mistake, counts when it comes twice: whoever reads a member
/// decides by it what to take, or sends the list back as it ought to be.
/// </summary>
internal sealed class MemberLookup(DiscordClient discord)
{
    /// <summary>The same for work that somebody waits for.</summary>
    public MemberLookup ForInteractions() => new(discord.ForInteractions());

    /// <summary>The member as Discord shows it now.</summary>
    /// <param name="guild">The guild.</param>
    /// <param name="member">The member.</param>
    /// <param name="patience">The longest time each call may wait for a limit.</param>
    /// <param name="ct">Cancels waits and calls.</param>
    public async Task<DiscordAnswer<Member>> ReadAsync(GuildId guild, MemberId member, TimeSpan patience, CancellationToken ct)
    {
        var answer = await discord.GetMemberAsync(guild, member, patience, ct);
        return answer is DiscordAnswer<Member>.Ok { Value.Roles.Count: 0 }
            ? await discord.GetMemberAsync(guild, member, patience, ct)
            : answer;
    }

    /// <summary>The member as Discord shows it now, for a phase of a run; null where the guild has no such member.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public async Task<Attempt<Member?>> FindAsync(GuildId guild, MemberId member, TimeSpan patience, CancellationToken ct)
    {
        var answer = await ReadAsync(guild, member, patience, ct);
        return answer switch
        {
            DiscordAnswer<Member>.Ok ok => ok.Value,
            DiscordAnswer<Member>.Refused { Error.Code: DiscordError.UnknownMember or DiscordError.UnknownUser } => new Attempt<Member?>.Done(null),
            _ => PhaseResult.Of(answer, $"reading member {member}"),
        };
    }
}
