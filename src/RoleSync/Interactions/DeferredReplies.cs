using Microsoft.Extensions.Logging;
using RoleSync.Discord;
using RoleSync.Discord.Http;
using RoleSync.Discord.Wire;

namespace RoleSync.Interactions;

/// <summary>Gives replies that were put off.</summary>
internal sealed partial class DeferredReplies(InteractionResponder discord, TimeProvider time, ILogger<DeferredReplies> logger)
{
    /// <summary>How long an interaction may be answered.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan _mostForSending = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan _lastChance = TimeSpan.FromSeconds(2);

    // Discord may not yet have taken in the first answer, and knows nothing to edit then.
    private static readonly TimeSpan[] _again = [TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)];

    /// <summary>Puts the reply where the first answer said there would be one. Never throws; a reply that cannot be given any more is logged.</summary>
    /// <param name="interaction">The interaction.</param>
    /// <param name="reply">What to say.</param>
    /// <param name="sent">Ends when the first answer is on its way.</param>
    /// <param name="hurry">Cancelled when the service has no time left: two seconds later the reply is given up.</param>
    public async Task GiveAsync(Interaction interaction, Reply reply, Task sent, CancellationToken hurry)
    {
        await Task.WhenAny(sent, Task.Delay(_mostForSending, time, CancellationToken.None));
        foreach (var pause in _again.Append(TimeSpan.Zero))
        {
            var left = interaction.ReceivedAt + Lifetime - time.GetUtcNow();
            if (left <= TimeSpan.Zero)
            {
                Log.TooLate(logger, interaction);
                return;
            }

            var answer = await SendAsync(interaction, reply, left, hurry);
            if (answer is DiscordAnswer<Unit>.Ok)
            {
                return;
            }

            if (pause == TimeSpan.Zero || answer is not DiscordAnswer<Unit>.Refused { Error.Code: DiscordError.UnknownWebhook or DiscordError.UnknownMessage })
            {
                Log.NotTold(logger, interaction, Why(answer));
                return;
            }

            await Task.Delay(pause, time, CancellationToken.None);
        }
    }

    private async Task<DiscordAnswer<Unit>> SendAsync(Interaction interaction, Reply reply, TimeSpan left, CancellationToken hurry)
    {
        var right = new AnswerRight(interaction.Application, interaction.Id, interaction.Token);
        using var ending = new CancellationTokenSource(left, time);
        using var last = hurry.UnsafeRegister(static ending => ((CancellationTokenSource)ending!).CancelAfter(_lastChance), ending);
        try
        {
            // A click was answered with nothing but "seen": what only the clicker is to see has to be a message of its own.
            return await (interaction.Click is not null && reply.IsEphemeral
                ? discord.TellEphemerallyAsync(right, reply.Message, left, ending.Token)
                : discord.EditOriginalAsync(right, reply.Message, left, ending.Token));
        }
        catch (OperationCanceledException)
        {
            return new DiscordAnswer<Unit>.Unavailable("its time was over");
        }
    }

    private static string Why(DiscordAnswer<Unit> answer) => answer switch
    {
        DiscordAnswer<Unit>.Refused refused => $"Discord answered {refused.Error.Status}, {refused.Error.Message} ({refused.Error.Code})",
        DiscordAnswer<Unit>.Unavailable unavailable => unavailable.Why,
        DiscordAnswer<Unit>.Blocked blocked => blocked.Why,
        _ => "the limit opens too late",
    };

    private static partial class Log
    {
        [LoggerMessage(63, LogLevel.Information, "Discord: {Interaction} was done, but took longer than the 15 minutes in which it may be answered")]
        public static partial void TooLate(ILogger logger, Interaction interaction);

        [LoggerMessage(64, LogLevel.Warning, "Discord: {Interaction} was done, but its reply could not be given: {Why}")]
        public static partial void NotTold(ILogger logger, Interaction interaction, string why);
    }
}
