using System.Numerics;

namespace RoleSync.Sandbox.Worlds;

/// <summary>What a role of the simulated guild is there for.</summary>
public enum RoleKind
{
    /// <summary>The role everybody has; its id is the guild's.</summary>
    Everyone,

    /// <summary>One of the roles that the environment names: tier, badge, verified, verified profile.</summary>
    Policy,

    /// <summary>A role that rolesync must never touch.</summary>
    Foreign,

    /// <summary>A role that Discord manages for an integration or for boosters: nobody may grant or revoke it.</summary>
    DiscordManaged,

    /// <summary>The bot's own role.</summary>
    Bot,
}

/// <summary>A role of a simulated guild (https://docs.discord.com/developers/topics/permissions#role-object).</summary>
/// <param name="Id">Snowflake.</param>
/// <param name="Name">Name.</param>
/// <param name="Position">0 is the lowest; of two equal ones the lower id is the higher role.</param>
/// <param name="Permissions">Permission bits.</param>
/// <param name="Kind">What it is there for.</param>
public sealed record SandboxRole(ulong Id, string Name, int Position, ulong Permissions, RoleKind Kind)
{
    /// <summary>The environment variable that names this role, for policy roles.</summary>
    public string? EnvironmentName { get; init; }

    /// <summary>Whether it is the boosters' role.</summary>
    public bool IsBooster { get; init; }

    /// <summary>Whether Discord manages it: neither to be granted nor revoked by anyone.</summary>
    public bool IsManagedByDiscord => Kind is RoleKind.DiscordManaged or RoleKind.Bot;

    /// <summary>Whether this role stands above the other.</summary>
    public bool IsAbove(SandboxRole other) => Position != other.Position ? Position > other.Position : Id < other.Id;

    /// <summary>0xRRGGBB; 0 is none.</summary>
    public int Color { get; init; }

    /// <summary>Whether anybody may mention it.</summary>
    public bool IsMentionable { get; init; }

    /// <summary>Whether its holders are listed apart.</summary>
    public bool IsHoisted { get; init; }

    /// <summary>The permission bits above the first 64, shifted down by 64: Discord writes the set as digits of any length.</summary>
    public BigInteger PermissionsBeyond64 { get; init; }

    internal int Slot { get; init; }
}
