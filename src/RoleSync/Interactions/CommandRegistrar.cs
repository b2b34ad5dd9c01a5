using RoleSync.Core.Guilds;
using RoleSync.Core.Waiting;
using RoleSync.Discord;
using RoleSync.Discord.Http;
using RoleSync.Discord.Wire;

namespace RoleSync.Interactions;

/// <summary>What became of a registration.</summary>
internal abstract record Registration
{
    private Registration()
    {
    }

    /// <summary>Discord showed something else, and shows these commands now.</summary>
    public sealed record Registered(int Commands) : Registration;

    /// <summary>Discord shows these commands already; nothing was written.</summary>
    public sealed record Unchanged(int Commands) : Registration;

    /// <summary>Discord did not take them: what is wrong and what to do, in sentences.</summary>
    public sealed record Failed(string Why) : Registration;
}

/// <summary>Has Discord show the commands that there are, and writes only where it shows something else.</summary>
internal sealed class CommandRegistrar(IEnumerable<ISlashCommand> commands, ApplicationCommands discord, DiscordClient client)
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    /// <summary>Registers every command.</summary>
    /// <param name="application">The application's snowflake; null: that of the bot token.</param>
    /// <param name="guild">In one guild, where they are live at once; null: in all, where Discord may take a while to show them.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Registration> RegisterAsync(ulong? application, GuildId? guild, CancellationToken ct)
    {
        if (application is null)
        {
            var answer = await client.GetApplicationAsync(_patience, ct);
            if (answer is not DiscordAnswer<CurrentApplication>.Ok { Value.Id: var id })
            {
                return new Registration.Failed(Why(answer, "asking for the bot's application"));
            }

            application = id;
        }

        var wanted = commands.Select(command => Wire(command.Definition, isGlobal: guild is null)).OrderBy(command => command.Name, StringComparer.Ordinal).ToArray();
        var listed = await discord.ListAsync(application.Value, guild, _patience, ct);
        if (listed is not DiscordAnswer<ApplicationCommandWire[]>.Ok { Value: var there })
        {
            return new Registration.Failed(Why(listed, "reading the registered commands"));
        }

        if (wanted.Length == there.Length && wanted.All(command => there.Any(command.Shows)))
        {
            return new Registration.Unchanged(wanted.Length);
        }

        var replaced = await discord.ReplaceAsync(application.Value, guild, wanted, _patience, ct);
        return replaced is DiscordAnswer<ApplicationCommandWire[]>.Ok
            ? new Registration.Registered(wanted.Length)
            : new Registration.Failed(Why(replaced, "registering the commands"));
    }

    /// <summary>A command as Discord reads it. Where it may be used is asked for global commands only: the others are bound to their guild anyway.</summary>
    public static ApplicationCommandWire Wire(CommandDefinition definition, bool isGlobal) => new(
        definition.Name,
        definition.Description,
        definition.Requires == Permissions.None ? null : definition.Requires,
        isGlobal ? [0] : null,
        isGlobal ? [0] : null,
        definition.Options.Count == 0
            ? null
            : [.. definition.Options.Select(option => new ApplicationCommandOptionWire((int)option.Kind, option.Name, option.Description, option.IsRequired ? true : null, option.MaximumLength))]);

    private static string Why<T>(DiscordAnswer<T> answer, string doing) => answer switch
    {
        DiscordAnswer<T>.Refused { Error: { Code: DiscordError.MissingAccess } } =>
            $"Discord refused {doing} (50001, Missing Access): invite the bot again with the scope applications.commands.",
        DiscordAnswer<T>.Refused { Error: { Status: 404 } error } =>
            $"Discord refused {doing} ({error.Code}, {error.Message}): DISCORD_APPLICATION_ID must be the application of this bot token, and the server one that it is in.",
        DiscordAnswer<T>.Refused refused => $"Discord refused {doing} ({refused.Error.Status}: {refused.Error.Code}, {refused.Error.Message}).",
        DiscordAnswer<T>.Unavailable unavailable => $"{unavailable.Why}. Try again later.",
        DiscordAnswer<T>.Limited limited => $"Discord's limit for {doing} opens in {DurationText.Of(limited.OpensIn)}: try again then.",
        DiscordAnswer<T>.Blocked blocked => blocked.Why,
        _ => throw new InvalidOperationException("A success needs no reason."),
    };
}
