using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RoleSync.Sandbox.Http;
using RoleSync.Sandbox.Recording;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Discord.Messages;

/// <summary>What every message goes through before it is sent or edited.</summary>
internal static class Sending
{
    /// <summary>Reads the body, refuses what breaks a rule, notes the rest in the journal and hands it on.</summary>
    /// <param name="call">The request.</param>
    /// <param name="world">Gives ids to files.</param>
    /// <param name="edited">The message that is edited; null for a new one.</param>
    /// <param name="journal">Where messages are noted.</param>
    /// <param name="send">Does it, or refuses for a reason of its own.</param>
    public static Answer Checked(Call call, World world, SandboxMessage? edited, Journal journal, Func<JsonElement, Answer> send)
    {
        using var form = MessageForm.Read(call, world.Snowflakes);
        if (form.Refusal is { } refusal)
        {
            return refusal;
        }
        if (MessageRules.Breach(form.Body) is { } breach)
        {
            return DiscordError.InvalidForm(breach);
        }
        if (edited is null ? MessageRules.IsEmpty(form.Body) : IsEmptyAfter(edited, form.Body))
        {
            return DiscordError.EmptyMessage();
        }
        var answer = send(form.Body);
        if (answer.Status < 300)
        {
            journal.Sent(call.Path, call.HasJsonContentType ? call.Body : Encoding.UTF8.GetBytes(form.Body.GetRawText()));
        }
        return answer;
    }

    private static bool IsEmptyAfter(SandboxMessage message, JsonElement change)
    {
        var fields = message.Fields;
        foreach (var field in change.EnumerateObject())
        {
            fields[field.Name] = JsonNode.Parse(field.Value.GetRawText());
        }
        using var after = JsonDocument.Parse(fields.ToJsonString());
        return MessageRules.IsEmpty(after.RootElement);
    }
}
