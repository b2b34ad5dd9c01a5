namespace RoleSync.Sandbox.Interactions;

/// <summary>A slash command that somebody sends.</summary>
/// <param name="Command">Its name.</param>
/// <param name="User">Who sends it: a member of the guild, or anybody.</param>
public sealed record Invocation(string Command, ulong User)
{
    /// <summary>Manage Roles.</summary>
    public const ulong ManageRoles = 1UL << 28;

    /// <summary>Administrator.</summary>
    public const ulong Administrator = 1UL << 3;

    /// <summary>The options by name: string, bool, integer, or <see cref="UserOption"/>.</summary>
    public IReadOnlyDictionary<string, object> Options { get; init; } = new Dictionary<string, object>();

    /// <summary>What the user may do in the channel.</summary>
    public ulong Permissions { get; init; } = ManageRoles;

    /// <summary>The guild; null for the first one.</summary>
    public ulong? Guild { get; init; }

    /// <summary>Sent to the bot itself instead of in a guild.</summary>
    public bool InDirectMessage { get; init; }

    /// <summary>The name that others see; null for one made of the id.</summary>
    public string? UserName { get; init; }
}

/// <summary>An option that names a user.</summary>
/// <param name="Id">The user.</param>
/// <param name="IsBot">Whether it is a bot.</param>
public sealed record UserOption(ulong Id, bool IsBot = false);
