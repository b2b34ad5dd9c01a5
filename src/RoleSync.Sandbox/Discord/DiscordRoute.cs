using RoleSync.Sandbox.Http;
using RoleSync.Sandbox.Limiting;

namespace RoleSync.Sandbox.Discord;

/// <summary>A route of Discord with the limit it counts against.</summary>
internal sealed record DiscordRoute(string Method, string Template, Func<Call, Answer> Answer) : ApiRoute(Method, Template, Answer)
{
    /// <summary>The route's own limit; null: only the global one.</summary>
    public LimitedRoute? Limit { get; init; }

    /// <summary>Index of the path segment that names the top-level resource; -1: the bot itself.</summary>
    public int TopLevel { get; init; } = -1;

    /// <summary>Webhook and interaction routes: no token, no global limit.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Whether it writes the roles of one member: /guilds/{0}/members/{1}.</summary>
    public bool WritesRoles { get; init; }

    /// <summary>What the limit counts by, where that is no segment alone.</summary>
    public Func<Call, ulong>? CountedBy { get; init; }

    public ulong TopLevelOf(Call call) => CountedBy is not null ? CountedBy(call) : TopLevel >= 0 && call.TrySnowflake(TopLevel, out var id) ? id : 0;
}
