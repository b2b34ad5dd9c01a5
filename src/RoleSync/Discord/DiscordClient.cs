using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Core.Waiting;
using RoleSync.Discord.Http;
using RoleSync.Discord.RateLimits;
using RoleSync.Discord.Wire;

namespace RoleSync.Discord;

/// <summary>The calls of Discord's API that the product makes, each within the limits.</summary>
internal sealed class DiscordClient(DiscordSender sender, RequestPriority priority = RequestPriority.Bulk, Func<CancellationToken, Task<bool>>? maySend = null)
{
    private const int PageSize = 1_000;

    // A member is half a kilobyte; one with 250 roles, the most there can be, is six.
    private const int LargestPage = 16 * 1024 * 1024;
    private const long MembersIntents = (1L << 14) | (1L << 15);

    /// <summary>The same calls for work that somebody waits for: they go ahead of every other request.</summary>
    public DiscordClient ForInteractions() => new(sender, RequestPriority.Interactive, maySend);

    /// <summary>The same calls with another place among those that wait.</summary>
    public DiscordClient At(RequestPriority other) => other == priority ? this : new(sender, other, maySend);

    /// <summary>The same calls for somebody who may lose the right to write: roles of members are only written while that holds.</summary>
    /// <param name="held">See <see cref="DiscordCall{T}.MaySend"/>.</param>
    public DiscordClient While(Func<CancellationToken, Task<bool>> held) => new(sender, priority, held);

    /// <summary>One page of 1,000 members with ids above <paramref name="after"/>.</summary>
    /// <param name="guild">The guild.</param>
    /// <param name="after">The highest id of the page before; null for the first page.</param>
    /// <param name="patience">The longest time the call may wait for a limit before it answers <c>Limited</c>; so for every call.</param>
    /// <param name="ct">Cancels the wait and the call.</param>
    public async Task<DiscordAnswer<MemberPage>> ListMembersAsync(GuildId guild, MemberId? after, TimeSpan patience, CancellationToken ct)
    {
        var path = $"/guilds/{guild}/members?limit={PageSize}&after={after?.Value ?? 0}";
        var call = new DiscordCall<ListedMembers>(HttpMethod.Get, path, RouteKey.MemberList(guild), MemberJsonReader.ReadPage) { MostBytes = LargestPage };
        for (var tries = 0; tries < 2; tries++)
        {
            var answer = await sender.SendAsync(call, priority, patience, ct);
            if (answer is not DiscordAnswer<ListedMembers>.Ok { Value: var listed })
            {
                return answer.As<MemberPage>();
            }

            if (Page(listed, after) is { } page)
            {
                return new DiscordAnswer<MemberPage>.Ok(page);
            }
        }

        return new DiscordAnswer<MemberPage>.Unavailable(
            $"Discord answered the member list of guild {guild} after {after} twice with members that come before. Try again later.");
    }

    /// <summary>The guild with its roles and about how many members it has.</summary>
    public Task<DiscordAnswer<Guild>> GetGuildAsync(GuildId guild, TimeSpan patience, CancellationToken ct) =>
        sender.SendAsync(
            new DiscordCall<Guild>(
                HttpMethod.Get,
                $"/guilds/{guild}?with_counts=true",
                RouteKey.OfGuild(guild),
                body => Object(body, DiscordJson.Default.GuildWire).ToGuild()),
            priority, patience, ct);

    /// <summary>One member.</summary>
    public Task<DiscordAnswer<Member>> GetMemberAsync(GuildId guild, MemberId member, TimeSpan patience, CancellationToken ct) =>
        sender.SendAsync(
            new DiscordCall<Member>(HttpMethod.Get, $"/guilds/{guild}/members/{member}", RouteKey.Member(guild), MemberJsonReader.ReadOne),
            priority, patience, ct);

    /// <summary>The bot's own user.</summary>
    public Task<DiscordAnswer<MemberId>> GetCurrentUserAsync(TimeSpan patience, CancellationToken ct) =>
        sender.SendAsync(
            new DiscordCall<MemberId>(
                HttpMethod.Get, "/users/@me", RouteKey.CurrentUser, body => new MemberId(Object(body, DiscordJson.Default.UserWire).Id)),
            priority, patience, ct);

    /// <summary>The bot's application.</summary>
    public Task<DiscordAnswer<CurrentApplication>> GetApplicationAsync(TimeSpan patience, CancellationToken ct) =>
        sender.SendAsync(
            new DiscordCall<CurrentApplication>(HttpMethod.Get, "/applications/@me", RouteKey.OwnApplication, Application),
            priority, patience, ct);

    /// <summary>Gives a member one role. Giving a role that the member holds changes nothing.</summary>
    /// <param name="guild">The guild.</param>
    /// <param name="member">Who gets it.</param>
    /// <param name="role">The role.</param>
    /// <param name="reason">For the audit log; its first 512 characters are sent.</param>
    /// <param name="patience">See <see cref="ListMembersAsync"/>.</param>
    /// <param name="ct">Cancels the wait and the call.</param>
    /// <param name="leaving">Gives the call up while nothing was sent.</param>
    public Task<DiscordAnswer<Unit>> GrantAsync(
        GuildId guild, MemberId member, RoleId role, string reason, TimeSpan patience, CancellationToken ct, CancellationToken leaving = default) =>
        WriteAsync(HttpMethod.Put, guild, member, role, reason, patience, ct, leaving);

    /// <summary>Takes one role from a member. Taking a role that the member does not hold changes nothing.</summary>
    /// <inheritdoc cref="GrantAsync"/>
    public Task<DiscordAnswer<Unit>> RevokeAsync(
        GuildId guild, MemberId member, RoleId role, string reason, TimeSpan patience, CancellationToken ct, CancellationToken leaving = default) =>
        WriteAsync(HttpMethod.Delete, guild, member, role, reason, patience, ct, leaving);

    /// <summary>Sets all roles of a member at once; a role that is not named is taken. Sent once: a list that is sent again later may undo what somebody changed meanwhile.</summary>
    /// <returns>The member as Discord holds it afterwards.</returns>
    public Task<DiscordAnswer<Member>> ReplaceRolesAsync(
        GuildId guild, MemberId member, IReadOnlyList<RoleId> roles, string reason, TimeSpan patience, CancellationToken ct, CancellationToken leaving = default)
    {
        var body = new RolesWire([.. roles.Select(role => role.ToString())]);
        return sender.SendAsync(
            new DiscordCall<Member>(HttpMethod.Patch, $"/guilds/{guild}/members/{member}", RouteKey.MemberEdit(guild), MemberJsonReader.ReadOne)
            {
                Reason = reason,
                MayRepeat = false,
                Leaving = leaving,
                MaySend = maySend,
                Body = JsonSerializer.SerializeToUtf8Bytes(body, DiscordJson.Default.RolesWire),
            },
            priority, patience, ct);
    }

    /// <summary>
    /// Makes a role without any permission, which nobody can mention; Discord puts it below all others. Sent once: a second one would make a
    /// second role. See <see href="https://discord.com/developers/docs/resources/guild#create-guild-role">Create Guild Role</see>.
    /// </summary>
    /// <param name="guild">The guild.</param>
    /// <param name="look">Its name and colour.</param>
    /// <param name="reason">For the audit log.</param>
    /// <param name="patience">See <see cref="ListMembersAsync"/>.</param>
    /// <param name="ct">Cancels the wait and the call.</param>
    /// <returns>The role; <c>Unavailable</c> leaves it open whether there is one now.</returns>
    public Task<DiscordAnswer<Role>> CreateRoleAsync(GuildId guild, RoleAppearance look, string reason, TimeSpan patience, CancellationToken ct) =>
        sender.SendAsync(
            new DiscordCall<Role>(
                HttpMethod.Post, $"/guilds/{guild}/roles", RouteKey.NewRole(guild), body => Object(body, DiscordJson.Default.RoleWire).ToRole())
            {
                Reason = reason,
                MayRepeat = false,
                Body = JsonSerializer.SerializeToUtf8Bytes(
                    new NewRoleWire(look.Name, Permissions: 0, look.Color, Hoist: false, Mentionable: false), DiscordJson.Default.NewRoleWire),
            },
            priority, patience, ct);

    /// <summary>
    /// How many members hold each role but @everyone, in one call whatever the size of the guild. See
    /// <see href="https://discord.com/developers/docs/resources/guild#get-guild-role-member-counts">Get Guild Role Member Counts</see>.
    /// </summary>
    public Task<DiscordAnswer<IReadOnlyDictionary<RoleId, int>>> CountHoldersAsync(GuildId guild, TimeSpan patience, CancellationToken ct) =>
        sender.SendAsync(
            new DiscordCall<IReadOnlyDictionary<RoleId, int>>(
                HttpMethod.Get, $"/guilds/{guild}/roles/member-counts", RouteKey.RoleCounts(guild), Counts),
            priority, patience, ct);

    private Task<DiscordAnswer<Unit>> WriteAsync(
        HttpMethod method, GuildId guild, MemberId member, RoleId role, string reason, TimeSpan patience, CancellationToken ct, CancellationToken leaving) =>
        sender.SendAsync(
            new DiscordCall<Unit>(method, $"/guilds/{guild}/members/{member}/roles/{role}", RouteKey.MemberRole(guild), _ => default)
            {
                Reason = reason,
                Leaving = leaving,
                MaySend = maySend,
                AnswersNothing = true,
            },
            priority, patience, ct);

    /// <summary>Puts a page in order; null for one that does not lead beyond <paramref name="after"/>.</summary>
    private static MemberPage? Page(ListedMembers listed, MemberId? after)
    {
        var members = listed.Members;
        var isLast = members.Count + listed.Unreadable < PageSize;
        members.Sort((left, right) => left.Id.CompareTo(right.Id));
        MemberId? last = members.Count > 0 ? members[^1].Id : null;
        if (last is not null && last <= after)
        {
            return null;
        }

        var before = after ?? default;
        members.RemoveAll(member =>
        {
            var isRepeated = member.Id <= before;
            before = isRepeated ? before : member.Id;
            return isRepeated;
        });
        return new MemberPage(members, last, isLast) { Unreadable = listed.Unreadable };
    }

    private static Dictionary<RoleId, int> Counts(ReadOnlySpan<byte> body)
    {
        var counts = new Dictionary<RoleId, int>();
        foreach (var (key, value) in Object(body, DiscordJson.Default.DictionaryStringJsonElement))
        {
            // One that cannot be read is left out, and its role shown without a count.
            if (RoleId.TryParse(key, out var role) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count >= 0)
            {
                counts[role] = count;
            }
        }

        return counts;
    }

    private static CurrentApplication Application(ReadOnlySpan<byte> body)
    {
        var application = Object(body, DiscordJson.Default.ApplicationWire);
        return new CurrentApplication(application.Id, application.Name, (application.Flags & MembersIntents) != 0);
    }

    private static T Object<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> shape) =>
        JsonSerializer.Deserialize(body, shape) ?? throw new JsonException("an object was expected");
}
