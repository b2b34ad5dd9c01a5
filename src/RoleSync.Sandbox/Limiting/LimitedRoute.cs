namespace RoleSync.Sandbox.Limiting;

/// <summary>How a limit counts. Discord uses both (discord-api-docs issue 7680).</summary>
public enum WindowModel
{
    /// <summary>A window opens with the first request and closes after its length; then the count starts anew.</summary>
    Fixed,

    /// <summary>A leaky bucket (GCRA): one request drains every window/limit, and the reset moves with every request.</summary>
    Sliding,
}

/// <summary>The limits of the simulated Discord; each counts per bot and top-level resource, except <see cref="Global"/>.</summary>
public enum LimitedRoute
{
    /// <summary>All requests of the bot: 50 in 1 s, in windows of the server's clock, without headers.</summary>
    Global,

    /// <summary>GET /guilds/{g}/members: 10 in 10 s.</summary>
    ListMembers,

    /// <summary>GET /guilds/{g}/members/{u}: 5 in 1 s.</summary>
    GetMember,

    /// <summary>PATCH /guilds/{g}/members/{u}: 10 in 10 s.</summary>
    PatchMember,

    /// <summary>PUT and DELETE /guilds/{g}/members/{u}/roles/{r}, together: 10 in 10 s.</summary>
    MemberRoles,

    /// <summary>POST /guilds/{g}/roles: 250 in 48 h.</summary>
    CreateRole,

    /// <summary>GET /applications/@me: 1000 in 1 s; its headers are noise.</summary>
    Application,

    /// <summary>GET /gateway/bot: 2 in 5 s.</summary>
    GatewayBot,

    /// <summary>PUT /applications/{a}/commands: 2 in 60 s.</summary>
    Commands,

    /// <summary>PUT /applications/{a}/guilds/{g}/commands: 2 in 60 s.</summary>
    GuildCommands,

    /// <summary>Webhook messages: 5 in 2 s a webhook, or an interaction.</summary>
    Webhook,

    /// <summary>POST /channels/{c}/messages: 5 in 5 s.</summary>
    ChannelMessages,

    /// <summary>PATCH /channels/{c}/messages/{m}: 5 in 5 s.</summary>
    EditChannelMessage,

    /// <summary>DELETE /channels/{c}/messages/{m}: 5 in 1 s.</summary>
    DeleteChannelMessage,
}
