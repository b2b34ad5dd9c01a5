using RoleSync.Core.Guilds;

namespace RoleSync.Interactions;

/// <summary>
/// A slash command that somebody sent in a guild, or a click on a button below one of our messages. See
/// <see href="https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object">Discord's interaction object</see>.
/// </summary>
internal sealed record Interaction
{
    /// <summary>The interaction's snowflake: Discord sends each once.</summary>
    public required ulong Id { get; init; }

    /// <summary>The application that it was sent to.</summary>
    public required ulong Application { get; init; }

    /// <summary>The right to answer, for 15 minutes. A secret.</summary>
    public required string Token { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Where.</summary>
    public required GuildId Guild { get; init; }

    /// <summary>Who.</summary>
    public required InteractionUser Caller { get; init; }

    /// <summary>What the caller may do in the channel, as Discord has computed it.</summary>
    public required Permissions Permissions { get; init; }

    /// <summary>The command's name; of a click: the part of the button's id before the first colon.</summary>
    public required string Command { get; init; }

    /// <summary>Of a click: the parts of the button's id behind the command's name, at least one; null for a command.</summary>
    public IReadOnlyList<string>? Click { get; init; }

    /// <summary>The options that were given, by name: <see cref="string"/>, <see cref="bool"/>, <see cref="long"/> or <see cref="InteractionUser"/>.</summary>
    public IReadOnlyDictionary<string, object> Options { get; init; } = new Dictionary<string, object>();

    /// <summary>Whether the caller has these permissions; administrators have all.</summary>
    public bool May(Permissions wanted) => Permissions.Has(Permissions.Administrator) || Permissions.Has(wanted);

    /// <summary>The value of an option; the type's default where it was not given.</summary>
    public T? Option<T>(string name) => Options.TryGetValue(name, out var value) && value is T typed ? typed : default;

    /// <summary>For log lines: without the token.</summary>
    public override string ToString() => $"/{Command} of {Caller.Id} in guild {Guild} (interaction {Id})";
}
