using RoleSync.Core.Guilds;

namespace RoleSync.Discord.RateLimits;

/// <summary>
/// What Discord counts requests by: the method, the route without its minor ids, and the guild. Not the bucket hash: routes
/// with one hash keep <see href="https://github.com/discord/discord-api-docs/issues/2132">a count of their own</see>.
/// </summary>
/// <param name="Method">The HTTP method, or several that share one count, such as <c>PUT|DELETE</c>.</param>
/// <param name="Template">The path below the API's root, with names in braces for ids.</param>
/// <param name="Guild">The guild; null for routes of the bot itself.</param>
/// <param name="Webhook">
/// The webhook, or the interaction that is answered as a webhook is called; null for calls of the bot. Calls of webhooks carry no bot
/// token and are <see href="https://discord.com/developers/docs/interactions/receiving-and-responding#followup-messages">outside the bot's global limit</see>.
/// </param>
internal readonly record struct RouteKey(string Method, string Template, GuildId? Guild, ulong? Webhook = null)
{
    public static readonly RouteKey CurrentUser = new("GET", "/users/@me", null);
    public static readonly RouteKey OwnApplication = new("GET", "/applications/@me", null);

    public static RouteKey OfGuild(GuildId guild) => new("GET", "/guilds/{guild}", guild);

    public static RouteKey MemberList(GuildId guild) => new("GET", "/guilds/{guild}/members", guild);

    public static RouteKey Member(GuildId guild) => new("GET", "/guilds/{guild}/members/{member}", guild);

    public static RouteKey MemberEdit(GuildId guild) => new("PATCH", "/guilds/{guild}/members/{member}", guild);

    /// <summary>Granting and revoking one role: both draw on one count.</summary>
    public static RouteKey MemberRole(GuildId guild) => new("PUT|DELETE", "/guilds/{guild}/members/{member}/roles/{role}", guild);

    public static RouteKey NewRole(GuildId guild) => new("POST", "/guilds/{guild}/roles", guild);

    public static RouteKey RoleCounts(GuildId guild) => new("GET", "/guilds/{guild}/roles/member-counts", guild);

    /// <summary>The answer to an interaction, after the first one.</summary>
    public static RouteKey OriginalAnswer(ulong interaction) => new("PATCH", "/webhooks/{application}/{token}/messages/@original", null, interaction);

    /// <summary>More messages in answer to an interaction.</summary>
    public static RouteKey FollowUp(ulong interaction) => new("POST", "/webhooks/{application}/{token}", null, interaction);

    /// <summary>The application's commands, everywhere or in one guild.</summary>
    public static RouteKey Commands(HttpMethod method, GuildId? guild) =>
        new(method.Method, guild is null ? "/applications/{application}/commands" : "/applications/{application}/guilds/{guild}/commands", guild);

    /// <summary>Whether the bot makes the call: with its token, within its global limit.</summary>
    public bool IsOfBot => Webhook is null;

    /// <summary>Method, template and guild, for a log line.</summary>
    public override string ToString() => Guild is { } guild ? $"{Method} {Template} of guild {guild}" : $"{Method} {Template}";
}
