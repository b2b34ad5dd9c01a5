using RoleSync.Core.Guilds;

namespace RoleSync.Discord.RateLimits;

/// <summary>
/// What Discord counts requests by: the method, the route without its minor ids, and the guild. Not the bucket hash: routes
/// with one hash keep <see href="https://github.com/discord/discord-api-docs/issues/2132">a count of their own</see>.
/// </summary>
/// <param name="Method">The HTTP method, or several that share one count, such as <c>PUT|DELETE</c>.</param>
/// <param name="Template">The path below the API's root, with names in braces for ids.</param>
/// <param name="Guild">The guild; null for routes of the bot itself.</param>
internal readonly record struct RouteKey(string Method, string Template, GuildId? Guild)
{
    public static readonly RouteKey CurrentUser = new("GET", "/users/@me", null);
    public static readonly RouteKey CurrentApplication = new("GET", "/applications/@me", null);

    public static RouteKey OfGuild(GuildId guild) => new("GET", "/guilds/{guild}", guild);

    public static RouteKey MemberList(GuildId guild) => new("GET", "/guilds/{guild}/members", guild);

    public static RouteKey Member(GuildId guild) => new("GET", "/guilds/{guild}/members/{member}", guild);

    public static RouteKey MemberEdit(GuildId guild) => new("PATCH", "/guilds/{guild}/members/{member}", guild);

    /// <summary>Granting and revoking one role: both draw on one count.</summary>
    public static RouteKey MemberRole(GuildId guild) => new("PUT|DELETE", "/guilds/{guild}/members/{member}/roles/{role}", guild);

    public static RouteKey NewRole(GuildId guild) => new("POST", "/guilds/{guild}/roles", guild);

    public static RouteKey RoleCounts(GuildId guild) => new("GET", "/guilds/{guild}/roles/member-counts", guild);

    /// <summary>Method, template and guild, for a log line.</summary>
    public override string ToString() => Guild is { } guild ? $"{Method} {Template} of guild {guild}" : $"{Method} {Template}";
}
