using System.Globalization;
using RoleSync.Sandbox.Discord.Roles;
using RoleSync.Sandbox.Http;
using RoleSync.Sandbox.Limiting;
using RoleSync.Sandbox.Recording;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Discord;

/// <summary>The members of a guild: the list, one of them, and the writes of their roles.</summary>
internal sealed class MemberRoutes(World world, Journal journal)
{
    private readonly RoleWrites _writes = new(journal, world.BotId);

    public IEnumerable<DiscordRoute> All =>
    [
        new("GET", "/guilds/{guild}/members", call => GuildRoutes.InGuild(call, world, guild => List(call, guild)))
        {
            Limit = LimitedRoute.ListMembers, TopLevel = 1,
        },
        new("GET", "/guilds/{guild}/members/{user}", call => WithMember(call, (guild, user) => Show(guild, user)))
        {
            Limit = LimitedRoute.GetMember, TopLevel = 1,
        },
        new("PATCH", "/guilds/{guild}/members/{user}", call => WithMember(call, (guild, user) =>
            _writes.Patch(call, guild, user) ?? Show(guild, user)))
        {
            Limit = LimitedRoute.PatchMember, TopLevel = 1, WritesRoles = true,
        },
        new("PUT", "/guilds/{guild}/members/{user}/roles/{role}", call => WithMember(call, (guild, user) =>
            _writes.One(call, guild, user, WriteKind.Grant)))
        {
            Limit = LimitedRoute.MemberRoles, TopLevel = 1, WritesRoles = true,
        },
        new("DELETE", "/guilds/{guild}/members/{user}/roles/{role}", call => WithMember(call, (guild, user) =>
            _writes.One(call, guild, user, WriteKind.Revoke)))
        {
            Limit = LimitedRoute.MemberRoles, TopLevel = 1, WritesRoles = true,
        },
    ];

    private Answer WithMember(Call call, Func<SandboxGuild, ulong, Answer> answer) => GuildRoutes.InGuild(call, world, guild =>
        !call.TrySnowflake(3, out var user) ? DiscordError.NoSnowflake("user_id", call.Segment(3))
        : guild.HasMember(user) ? answer(guild, user)
        : DiscordError.UnknownMember());

    private Answer List(Call call, SandboxGuild guild)
    {
        if (!world.MembersIntent)
        {
            return DiscordError.MissingAccess();
        }
        if (!int.TryParse(call.Query("limit") ?? "1", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit))
        {
            return DiscordError.InvalidForm("limit", "NUMBER_TYPE_COERCE", $"Value \"{call.Query("limit")}\" is not int.");
        }
        if (limit is < 1 or > 1000)
        {
            return limit < 1
                ? DiscordError.InvalidForm("limit", "NUMBER_TYPE_MIN", "int value should be greater than or equal to 1.")
                : DiscordError.InvalidForm("limit", "NUMBER_TYPE_MAX", "int value should be less than or equal to 1000.");
        }
        if (!Call.TryParseSnowflake(call.Query("after") ?? "0", out var after))
        {
            return DiscordError.NoSnowflake("after", call.Query("after") ?? "");
        }
        var page = new (ulong Id, RoleSet Roles)[limit];
        var count = guild.Page(after, page);
        return Answer.Json(200, json =>
        {
            var member = new MemberJson(guild);
            json.WriteStartArray();
            foreach (var (id, roles) in page.AsSpan(0, count))
            {
                member.Write(json, id, roles);
            }
            json.WriteEndArray();
        });
    }

    private static Answer Show(SandboxGuild guild, ulong user) =>
        guild.TryRolesOf(user, out var roles)
            ? Answer.Json(200, json => new MemberJson(guild).Write(json, user, roles))
            : DiscordError.UnknownMember();
}
