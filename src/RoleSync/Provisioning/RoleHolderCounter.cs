using RoleSync.Core.Guilds;
using RoleSync.Discord;
using RoleSync.Discord.Http;
using RoleSync.Work;

namespace RoleSync.Provisioning;

/// <summary>Counts who holds which role: by Discord's own count, which is one call, or where that is refused page by page, keeping nothing but the counts.</summary>
internal sealed class RoleHolderCounter(DiscordClient discord, TimeProvider time)
{
    // Somebody waits for the answer.
    private readonly DiscordClient _discord = discord.ForInteractions();

    /// <summary>The holders of each role, or a sentence why they are not known.</summary>
    /// <param name="guild">The guild.</param>
    /// <param name="patience">So long it may take: a member list of a thousand pages takes twenty minutes.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<HolderCounts> CountAsync(GuildId guild, TimeSpan patience, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        return await _discord.CountHoldersAsync(guild, patience, ct) switch
        {
            DiscordAnswer<IReadOnlyDictionary<RoleId, int>>.Ok counted => new HolderCounts.Counted(counted.Value),
            DiscordAnswer<IReadOnlyDictionary<RoleId, int>>.Refused => await ByPagesAsync(guild, start, patience, ct),
            var other => new HolderCounts.Unknown(DiscordFailure.Of(other, "counting the holders of the roles").Sentence),
        };
    }

    private async Task<HolderCounts> ByPagesAsync(GuildId guild, long start, TimeSpan patience, CancellationToken ct)
    {
        var holders = new Dictionary<RoleId, int>();
        MemberId? after = null;
        while (true)
        {
            var answer = await _discord.ListMembersAsync(guild, after, patience - time.GetElapsedTime(start), ct);
            if (answer is not DiscordAnswer<MemberPage>.Ok { Value: var page })
            {
                return new HolderCounts.Unknown(answer is DiscordAnswer<MemberPage>.Limited
                    ? "The guild has too many members to count the holders by its member list in the time of one answer."
                    : DiscordFailure.Of(answer, "listing the members to count the holders of the roles").Sentence);
            }

            foreach (var role in page.Members.SelectMany(member => member.Roles))
            {
                holders[role] = holders.GetValueOrDefault(role) + 1;
            }

            if (page.IsLast)
            {
                return new HolderCounts.Counted(holders);
            }

            after = page.Last;
        }
    }
}
