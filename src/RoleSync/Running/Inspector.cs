using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Discord;

namespace RoleSync.Running;

/// <summary>Looks at a guild before anything is written to it: two calls, three the first time.</summary>
internal sealed class Inspector(DiscordClient discord)
{
    private MemberId? _self;

    /// <summary>The inspection, or why there is none.</summary>
    public async Task<(Inspection? Inspection, PhaseEnd? End)> InspectAsync(
        GuildId guild, Policy policy, TimeSpan patience, CancellationToken ct)
    {
        if (_self is null)
        {
            var self = await discord.GetCurrentUserAsync(patience, ct);
            if (self is not DiscordAnswer<MemberId>.Ok me)
            {
                return (null, PhaseEnd.Of(self, "reading the bot's own account"));
            }

            _self = me.Value;
        }

        var found = await discord.GetGuildAsync(guild, patience, ct);
        if (found is not DiscordAnswer<Guild>.Ok known)
        {
            return (null, PhaseEnd.Of(found, $"reading guild {guild}"));
        }

        var bot = await discord.GetMemberAsync(guild, _self.Value, patience, ct);
        if (bot is not DiscordAnswer<Member>.Ok own)
        {
            return (null, PhaseEnd.Of(bot, $"reading the bot's own roles in guild {guild}"));
        }

        var preflight = Assignability.Check(known.Value, own.Value, policy);
        return preflight.Fatal is { } fatal
            ? (null, new PhaseEnd.Fatal(fatal))
            : (new Inspection(preflight.Obstacles, known.Value.ApproximateMembers), null);
    }
}
