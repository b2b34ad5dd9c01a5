namespace RoleSync.Core.Guilds;

/// <summary>The permission bits that matter here. See <see href="https://discord.com/developers/docs/topics/permissions">Discord's list</see>.</summary>
[Flags]
public enum Permissions : ulong
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Everything, in every channel.</summary>
    Administrator = 1UL << 3,

    /// <summary>May change the guild itself.</summary>
    ManageGuild = 1UL << 5,

    /// <summary>May give and take the roles below one's own highest role.</summary>
    ManageRoles = 1UL << 28,
}
