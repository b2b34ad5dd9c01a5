namespace RoleSync.Sandbox.Interactions;

/// <summary>A command that somebody sends: a slash command, or one that a right click on a user offers.</summary>
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

    /// <summary>The user who was clicked, for a user command; null for a slash command.</summary>
    public UserOption? Target { get; init; }

    /// <summary>What the user may do in the channel.</summary>
    public ulong Permissions { get; init; } = ManageRoles;

    /// <summary>The guild; null for the first one.</summary>
    public ulong? Guild { get; init; }

    /// <summary>Sent to the bot itself instead of in a guild.</summary>
    public bool InDirectMessage { get; init; }

    /// <summary>Sent in a private channel of other people, which only an application that the user has installed can see.</summary>
    public bool InPrivateChannel { get; init; }

    /// <summary>Whether the user has installed the application, not the guild.</summary>
    public bool IsInstalledByUser { get; init; }

    /// <summary>The name that others see; null for one made of the id.</summary>
    public string? UserName { get; init; }

    /// <summary>0 guild, 1 direct message to the bot, 2 private channel.</summary>
    internal int Context => InPrivateChannel ? 2 : InDirectMessage ? 1 : 0;

    /// <summary>1 slash command, 2 user command.</summary>
    internal int CommandType => Target is null ? 1 : 2;
}

/// <summary>An option that names a user.</summary>
/// <param name="Id">The user.</param>
/// <param name="IsBot">Whether it is a bot.</param>
public sealed record UserOption(ulong Id, bool IsBot = false);
