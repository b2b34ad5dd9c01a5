using RoleSync.Core.Guilds;
using RoleSync.Discord;

namespace RoleSync.Running;

/// <summary>Shows members as they are now to somebody who asks for them in order of id, with one call per member or, by pages, one per up to a thousand.</summary>
internal sealed class PresentMembers(DiscordClient discord, GuildId guild, bool byPages)
{
    private Dictionary<MemberId, Member> _page = [];
    private MemberId _first;
    private MemberId _last;

    /// <summary>The member; null without an end where the guild has no such member, null with an end where nobody can tell.</summary>
    public async Task<(Member? Member, PhaseEnd? End)> FindAsync(MemberId id, TimeBudget budget, CancellationToken ct)
    {
        if (byPages && (id < _first || id > _last) && await TurnToAsync(id, budget, ct) is { } end)
        {
            return (null, end);
        }

        // Whoever is missing in a list is asked for by name, before it is taken for certain that the member has left.
        return _page.TryGetValue(id, out var listed) ? (listed, null) : await GetAsync(id, budget, ct);
    }

    /// <summary>Reads the page that begins with this member, past all who lie between.</summary>
    private async Task<PhaseEnd?> TurnToAsync(MemberId id, TimeBudget budget, CancellationToken ct)
    {
        var answer = await discord.ListMembersAsync(guild, new MemberId(id.Value - 1), budget.Left, ct);
        if (answer is not DiscordAnswer<MemberPage>.Ok { Value: var page })
        {
            return PhaseEnd.Of(answer, $"listing the members of guild {guild}");
        }

        _page = page.Members.ToDictionary(member => member.Id);
        (_first, _last) = (id, page.IsLast || page.Last is null ? new MemberId(ulong.MaxValue) : page.Last.Value);
        return null;
    }

    private async Task<(Member? Member, PhaseEnd? End)> GetAsync(MemberId id, TimeBudget budget, CancellationToken ct)
    {
        var answer = await discord.GetMemberAsync(guild, id, budget.Left, ct);
        return answer switch
        {
            DiscordAnswer<Member>.Ok ok => (ok.Value, null),
            DiscordAnswer<Member>.Refused { Error.Code: DiscordError.UnknownMember or DiscordError.UnknownUser } => (null, null),
            _ => (null, PhaseEnd.Of(answer, $"reading member {id}")),
        };
    }
}
