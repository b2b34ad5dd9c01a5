using System.Text.Json;
using RoleSync.Core.Waiting;
using RoleSync.Discord.Http;
using RoleSync.Discord.Messages;
using RoleSync.Discord.RateLimits;
using RoleSync.Discord.Wire;

namespace RoleSync.Discord;

/// <summary>
/// What is said to an interaction after its first answer. The interaction's token is the right to it: no bot token is sent, and the bot's global limit is not touched. See
/// <see href="https://discord.com/developers/docs/interactions/receiving-and-responding#followup-messages">Discord's page</see>.
/// </summary>
internal sealed class InteractionResponder(DiscordSender sender)
{
    /// <summary>Puts a message in the place of the first answer, or of the message whose button was clicked.</summary>
    /// <param name="right">Which interaction.</param>
    /// <param name="message">The message.</param>
    /// <param name="patience">The longest time the call may wait for a limit.</param>
    /// <param name="ct">Cancels the wait and the call.</param>
    public Task<DiscordAnswer<Unit>> EditOriginalAsync(AnswerRight right, Message message, TimeSpan patience, CancellationToken ct) =>
        sender.SendAsync(
            new DiscordCall<Unit>(
                HttpMethod.Patch, $"/webhooks/{right.Application}/{right.Token}/messages/@original", RouteKey.OriginalAnswer(right.Interaction), Message)
            {
                Body = message.ToJson(),
            },
            RequestPriority.Interactive, patience, ct);

    /// <summary>One more message that only the caller sees. Sent once: a second try could be a second message.</summary>
    /// <inheritdoc cref="EditOriginalAsync"/>
    public Task<DiscordAnswer<Unit>> TellEphemerallyAsync(AnswerRight right, Message message, TimeSpan patience, CancellationToken ct) =>
        sender.SendAsync(
            new DiscordCall<Unit>(HttpMethod.Post, $"/webhooks/{right.Application}/{right.Token}", RouteKey.FollowUp(right.Interaction), Message)
            {
                Body = message.ToJson(isEphemeral: true),
                MayRepeat = false,
            },
            RequestPriority.Interactive, patience, ct);

    /// <summary>A success is the message: whatever else comes with one is no proof that anybody sees it.</summary>
    private static Unit Message(ReadOnlySpan<byte> body) =>
        JsonSerializer.Deserialize(body, DiscordJson.Default.SentMessageWire) is { Id: > 0 } ? default : throw new JsonException("a message was expected");
}

/// <summary>The right to answer one interaction, good for 15 minutes.</summary>
/// <param name="Application">The application's snowflake.</param>
/// <param name="Interaction">The interaction's snowflake.</param>
/// <param name="Token">A secret.</param>
internal sealed record AnswerRight(ulong Application, ulong Interaction, string Token)
{
    /// <summary>Without the token.</summary>
    public override string ToString() => $"interaction {Interaction}";
}
