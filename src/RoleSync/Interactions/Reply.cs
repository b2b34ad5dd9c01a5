using RoleSync.Discord.Messages;

namespace RoleSync.Interactions;

/// <summary>What a command says in return.</summary>
/// <param name="Message">The message; it pings nobody.</param>
/// <param name="IsEphemeral">
/// In return to a click: true for a message of its own that only the clicker sees, false to take the place of the message that was clicked.
/// In return to a command it is ephemeral where the definition or this says so; once deferred, the definition alone decides.
/// </param>
internal sealed record Reply(Message Message, bool IsEphemeral = false)
{
    /// <summary>A sentence.</summary>
    public static Reply Of(string content) => new(new Message { Content = content });

    /// <summary>A card.</summary>
    public static Reply Of(Embed embed) => new(new Message { Embeds = [embed] });

    /// <summary>A sentence for the caller alone.</summary>
    public static Reply Ephemeral(string content) => new(new Message { Content = content }, IsEphemeral: true);
}
