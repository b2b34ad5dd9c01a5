using RoleSync.Core.Guilds;

namespace RoleSync.Discord;

/// <summary>The calls of Discord's API that the product makes, each within the limits.</summary>
internal sealed class DiscordClient
{
    /// <summary>One page of 1,000 members with ids above <paramref name="after"/>.</summary>
    /// <param name="guild">The guild.</param>
    /// <param name="after">The highest id of the page before; null for the first page.</param>
    /// <param name="patience">The longest time the call may wait for a limit before it answers <c>Limited</c>; so for every call.</param>
    /// <param name="ct">Cancels the wait and the call.</param>
    public Task<DiscordAnswer<MemberPage>> ListMembersAsync(GuildId guild, MemberId? after, TimeSpan patience, CancellationToken ct) => throw new NotImplementedException();

    public Task<DiscordAnswer<Guild>> GetGuildAsync(GuildId guild, TimeSpan patience, CancellationToken ct) => throw new NotImplementedException();

    public Task<DiscordAnswer<Member>> GetMemberAsync(GuildId guild, MemberId member, TimeSpan patience, CancellationToken ct) => throw new NotImplementedException();

    public Task<DiscordAnswer<MemberId>> GetCurrentUserAsync(TimeSpan patience, CancellationToken ct) => throw new NotImplementedException();

    public Task<DiscordAnswer<CurrentApplication>> GetApplicationAsync(TimeSpan patience, CancellationToken ct) => throw new NotImplementedException();

    public Task<DiscordAnswer<Nothing>> GrantAsync(GuildId guild, MemberId member, RoleId role, string reason, TimeSpan patience, CancellationToken ct) => throw new NotImplementedException();

    public Task<DiscordAnswer<Nothing>> RevokeAsync(GuildId guild, MemberId member, RoleId role, string reason, TimeSpan patience, CancellationToken ct) => throw new NotImplementedException();

    public Task<DiscordAnswer<Member>> ReplaceRolesAsync(GuildId guild, MemberId member, IReadOnlyList<RoleId> roles, string reason, TimeSpan patience, CancellationToken ct) => throw new NotImplementedException();
}
