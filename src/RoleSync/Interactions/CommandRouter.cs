using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using RoleSync.Core.Guilds;
using RoleSync.Policies;

namespace RoleSync.Interactions;

/// <summary>Finds the command of an interaction, checks the right to it, and has an answer within the three seconds that Discord waits.</summary>
internal sealed partial class CommandRouter(
    IEnumerable<ISlashCommand> commands, GuildPolicies policies, DeferredWork work, DeferredReplies later, TimeProvider time, ILogger<CommandRouter> logger)
{
    /// <summary>A reply that takes longer is put off: Discord gives up after 3 s, and the way there and back takes its part.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    private const string TooMuch = "Too many commands are being worked on at the moment. Nothing was done: try again in a minute.";

    private readonly Dictionary<string, ISlashCommand> _commands = commands.ToDictionary(command => command.Definition.Name);

    /// <summary>The first answer, as JSON; what is put off goes on behind it.</summary>
    /// <param name="interaction">Signed by Discord.</param>
    /// <param name="sent">Ends when the first answer is on its way.</param>
    public async Task<byte[]> AnswerAsync(Interaction interaction, Task sent)
    {
        if (Find(interaction, out var refusal) is not { } command)
        {
            Log.Refused(logger, interaction, refusal!);
            return FirstAnswer.Ephemeral(refusal!);
        }

        Log.Received(logger, interaction);
        var isClick = interaction.Click is not null;
        if (command.Definition.Defers && !isClick)
        {
            return work.TryAdd(async ct => await later.GiveAsync(interaction, await ReplyAsync(command, interaction, ct), sent, ct))
                ? FirstAnswer.Later(command.Definition)
                : FirstAnswer.Ephemeral(TooMuch);
        }

        // On a thread of its own: SQLite waits for its lock without giving the thread back.
        var reply = Task.Run(() => ReplyAsync(command, interaction, work.Ending));
        try
        {
            var done = await reply.WaitAsync(Patience, time);
            return isClick ? FirstAnswer.OfClick(done) : FirstAnswer.Of(done, command.Definition);
        }
        catch (TimeoutException)
        {
            return !work.TryAdd(async ct => await later.GiveAsync(interaction, await reply, sent, ct))
                ? FirstAnswer.Ephemeral("This takes longer than Discord waits for. It goes on: look at its outcome in a minute.")
                : isClick ? FirstAnswer.ClickLater : FirstAnswer.Later(command.Definition);
        }
    }

    private ISlashCommand? Find(Interaction interaction, out string? refusal)
    {
        var command = _commands.GetValueOrDefault(interaction.Command);
        refusal = command is null ? "There is no such command here any more: the list in Discord is out of date."
            : policies.Find(interaction.Guild) is null
                ? $"This server ({interaction.Guild}) is not configured here: set DISCORD_GUILD_ID, or add it under RoleSync:Guilds, and start the service again."
            : !interaction.May(command.Definition.Requires) ? $"You need the permission {Names(command.Definition.Requires)} for /{command.Definition.Name}."
            : null;
        return refusal is null ? command : null;
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever a command throws, its caller gets a sentence.")]
    private async Task<Reply> ReplyAsync(ISlashCommand command, Interaction interaction, CancellationToken ct)
    {
        try
        {
            return await (interaction.Click is null ? command.AnswerAsync(interaction, ct) : command.ClickAsync(interaction, ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return Reply.Ephemeral("The service is stopping, and this was given up half-way. Send the command again in a minute.");
        }
        catch (Exception fault)
        {
            Log.Failed(logger, interaction, fault);
            return Reply.Ephemeral($"This went wrong on our side, and perhaps only half of it was done. The log of the service tells more (interaction {interaction.Id}).");
        }
    }

    private static string Names(Permissions permissions) =>
        permissions == Permissions.ManageRoles ? "Manage Roles"
        : permissions == Permissions.ManageGuild ? "Manage Server"
        : permissions == Permissions.Administrator ? "Administrator"
        : permissions.ToString();

    private static partial class Log
    {
        [LoggerMessage(60, LogLevel.Information, "Discord: {Interaction}")]
        public static partial void Received(ILogger logger, Interaction interaction);

        [LoggerMessage(61, LogLevel.Information, "Discord: {Interaction} was refused: {Why}")]
        public static partial void Refused(ILogger logger, Interaction interaction, string why);

        [LoggerMessage(62, LogLevel.Error, "Discord: {Interaction} failed")]
        public static partial void Failed(ILogger logger, Interaction interaction, Exception fault);
    }
}
