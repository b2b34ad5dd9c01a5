using System.Globalization;
using System.Text.Json.Nodes;
using RoleSync.Sandbox.Http;
using RoleSync.Sandbox.Interactions;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Discord.Messages;

/// <summary>The first answer to an interaction by a call of its own (https://docs.discord.com/developers/interactions/receiving-and-responding#create-interaction-response).</summary>
internal sealed class CallbackRoutes(World world, InteractionDesk interactions)
{
    public IEnumerable<DiscordRoute> All => [new("POST", "/interactions/{interaction}/{token}/callback", Take) { IsOpen = true }];

    private Answer Take(Call call)
    {
        if (!call.TrySnowflake(1, out var id) || interactions.Find(call.Segment(2)) is not { } sent || sent.Id != id || interactions.IsTooLate(sent))
        {
            return DiscordError.UnknownInteraction();
        }
        using var form = MessageForm.Read(call, world.Snowflakes);
        if (form.Refusal is { } refusal)
        {
            return refusal;
        }
        switch (interactions.Acknowledge(sent, form.Body))
        {
            case { IsAgain: true }:
                return DiscordError.AlreadyAcknowledged();
            case { Problem: { } problem }:
                return DiscordError.InvalidForm("data", "BASE_TYPE_INVALID", problem);
            default:
                return call.Query("with_response") is "true" or "1" or "True"
                    ? Answer.Json(200, json => Response(sent).WriteTo(json))
                    : Answer.NoContent();
        }
    }

    private JsonObject Response(SentInteraction sent)
    {
        var interaction = new JsonObject { ["id"] = Text(sent.Id), ["type"] = sent.Type };
        var resource = new JsonObject { ["type"] = sent.AnswerType };
        if (sent.Shown is { } message)
        {
            interaction["response_message_id"] = Text(message.Id);
            interaction["response_message_loading"] = message.IsLoading;
            interaction["response_message_ephemeral"] = message.IsEphemeral;
            resource["message"] = MessageJson.Of(message, world);
        }
        return new JsonObject { ["interaction"] = interaction, ["resource"] = resource };
    }

    private static string Text(ulong id) => id.ToString(CultureInfo.InvariantCulture);
}
