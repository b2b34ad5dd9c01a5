using System.Text.Json;
using RoleSync.Discord.Messages;

namespace RoleSync.Interactions;

/// <summary>
/// The answer in the response to an interaction's request. See
/// <see href="https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object">Discord's interaction response object</see>.
/// </summary>
internal static class FirstAnswer
{
    private const int Message = 4;
    private const int DeferredMessage = 5;
    private const int DeferredUpdate = 6;
    private const int Update = 7;
    private const int EphemeralFlag = 1 << 6;

    /// <summary>Somebody is here.</summary>
    public static byte[] Pong { get; } = "{\"type\":1}"u8.ToArray();

    /// <summary>Nothing to propose: none of our options has a list. It is the only answer that Discord takes to its question.</summary>
    public static byte[] NoChoices { get; } = "{\"type\":8,\"data\":{\"choices\":[]}}"u8.ToArray();

    /// <summary>A sentence that only the caller sees.</summary>
    public static byte[] Ephemeral(string sentence) => Write(Message, Reply.Ephemeral(sentence), isEphemeral: true);

    /// <summary>The reply of a command.</summary>
    public static byte[] Of(Reply reply, CommandDefinition definition) => Write(Message, reply, reply.IsEphemeral || definition.IsEphemeral);

    /// <summary>The reply to a click.</summary>
    public static byte[] OfClick(Reply reply) => Write(reply.IsEphemeral ? Message : Update, reply, reply.IsEphemeral);

    /// <summary>"Thinking …" in the place of the reply to come.</summary>
    public static byte[] Later(CommandDefinition definition) => Write(new DeferredAnswerWire(DeferredMessage, definition.IsEphemeral ? new DeferredDataWire(EphemeralFlag) : null));

    /// <summary>The clicked message stays for now.</summary>
    public static byte[] ClickLater { get; } = Write(new DeferredAnswerWire(DeferredUpdate, null));

    private static byte[] Write(int type, Reply reply, bool isEphemeral) => JsonSerializer.SerializeToUtf8Bytes(
        new MessageAnswerWire(type, reply.Message.ToWire(isEphemeral)), InteractionJson.Default.MessageAnswerWire);

    private static byte[] Write(DeferredAnswerWire answer) => JsonSerializer.SerializeToUtf8Bytes(answer, InteractionJson.Default.DeferredAnswerWire);
}
