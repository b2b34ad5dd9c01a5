using RoleSync.Core.Guilds;

namespace RoleSync.Interactions;

/// <summary>
/// What Discord shows of a command, and how it is answered. Every command is for guilds only. See
/// <see href="https://discord.com/developers/docs/interactions/application-commands#application-command-object">Discord's application command object</see>.
/// </summary>
/// <param name="Name">1 to 32 lower-case letters, digits, hyphens and underscores.</param>
/// <param name="Description">1 to 100 characters.</param>
internal sealed record CommandDefinition(string Name, string Description)
{
    /// <summary>
    /// What the caller must be allowed to; none: everybody may. Discord hides the command from others unless the guild's administrators
    /// decide otherwise, so the router checks it again, for clicks too.
    /// </summary>
    public Permissions Requires { get; init; } = Permissions.None;

    /// <summary>Up to 25; those that are required come first.</summary>
    public IReadOnlyList<CommandOption> Options { get; init; } = [];

    /// <summary>Whether it calls Discord or Ethos: then "thinking …" is answered at once, and the reply takes its place later.</summary>
    public bool Defers { get; init; }

    /// <summary>Whether only the caller sees the reply. A deferred reply cannot change it any more.</summary>
    public bool IsEphemeral { get; init; } = true;
}

/// <summary>An option of a command.</summary>
/// <param name="Kind">What may be written.</param>
/// <param name="Name">1 to 32 lower-case letters, digits, hyphens and underscores.</param>
/// <param name="Description">1 to 100 characters.</param>
/// <param name="IsRequired">Whether it has to be given.</param>
internal sealed record CommandOption(OptionKind Kind, string Name, string Description, bool IsRequired = false)
{
    /// <summary>The most characters of a text, 1 to 6,000; null for no limit of ours.</summary>
    public int? MaximumLength { get; init; }
}

/// <summary>What an option holds; the numbers are <see href="https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-type">Discord's</see>.</summary>
internal enum OptionKind
{
    /// <summary>Arrives as <see cref="string"/>.</summary>
    Text = 3,

    /// <summary>Arrives as <see cref="long"/>.</summary>
    Integer = 4,

    /// <summary>Arrives as <see cref="bool"/>.</summary>
    Flag = 5,

    /// <summary>Arrives as <see cref="InteractionUser"/>.</summary>
    User = 6,
}
