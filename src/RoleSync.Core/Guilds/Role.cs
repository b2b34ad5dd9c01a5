namespace RoleSync.Core.Guilds;

/// <summary>A role of a guild. See <see href="https://discord.com/developers/docs/topics/permissions#role-object">Discord's role object</see>.</summary>
/// <param name="Id">The role's id; the id of @everyone is the guild's.</param>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Position">Higher stands above lower; of equals the lower id stands above.</param>
/// <param name="Permissions">Discord's permission bits.</param>
/// <param name="IsDiscordManaged">True for a role of a bot, an integration, boosters or linked accounts: nobody can give or take it by hand.</param>
public sealed record Role(RoleId Id, string Name, int Position, Permissions Permissions, bool IsDiscordManaged)
{
    /// <summary>Whether this role stands above the other one in the guild's order.</summary>
    public bool IsAbove(Role other) => Position > other.Position || (Position == other.Position && Id < other.Id);
}
