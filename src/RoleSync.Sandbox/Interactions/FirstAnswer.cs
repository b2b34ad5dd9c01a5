using System.Text.Json;
using System.Text.Json.Nodes;
using RoleSync.Sandbox.Discord.Messages;

namespace RoleSync.Sandbox.Interactions;

/// <summary>What became of a first answer.</summary>
/// <param name="Problem">Why Discord does not take it; null: taken.</param>
/// <param name="IsAgain">Whether there was one already.</param>
internal readonly record struct Acknowledgement(string? Problem, bool IsAgain = false);

/// <summary>
/// Discord's rules for the first answer to an interaction, be it the endpoint's own or a callback
/// (https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object).
/// </summary>
internal static class FirstAnswer
{
    private const int Message = 4;
    private const int Deferred = 5;
    private const int DeferredUpdate = 6;
    private const int Update = 7;
    private const int Choices = 8;
    private const int Modal = 9;

    /// <summary>Why Discord refuses this answer to this interaction; null: it does not.</summary>
    public static string? Problem(SentInteraction sent, JsonElement answer)
    {
        var type = TypeOf(answer);
        if (!Allowed(sent).Contains(type))
        {
            return $"type {type} is no answer to this";
        }
        var data = DataOf(answer);
        return type switch
        {
            Message => Breach(data) ?? (MessageRules.IsEmpty(data) ? "the message is empty" : null),
            Update => Breach(data),
            Choices => ProblemOfChoices(data),
            Modal => ProblemOfModal(data),
            _ => null,
        };
    }

    /// <summary>Does what the answer says.</summary>
    public static void Apply(SentInteraction sent, JsonElement answer, MessageBook messages)
    {
        var (type, data) = (TypeOf(answer), DataOf(answer));
        sent.IsEphemeral = (MessageRules.Flags(data) & 64) != 0;
        switch (type)
        {
            case Message:
                sent.Original = messages.Answer(sent, data, sent.IsEphemeral);
                break;
            case Deferred:
                sent.Original = messages.Think(sent, sent.IsEphemeral);
                break;
            case Update:
                messages.Edit(sent.ClickedMessage!, data);
                break;
            case Choices:
                sent.Choices = [.. MessageRules.Items(data, "choices").Select(choice => Copy(choice))];
                break;
            case Modal:
                sent.Modal = Copy(data);
                break;
            default:
                break;
        }
        sent.AnswerType = type;
    }

    private static int[] Allowed(SentInteraction sent) => sent.Type switch
    {
        2 => [Message, Deferred, Modal],
        3 => [Message, Deferred, DeferredUpdate, Update, Modal],
        4 => [Choices],
        5 => sent.ClickedMessage is null ? [Message, Deferred] : [Message, Deferred, DeferredUpdate, Update],
        _ => [],
    };

    private static string? Breach(JsonElement message) =>
        MessageRules.Breach(message) is { } breach ? $"the message is refused: {breach.Field}: {breach.Message}" : null;

    private static string? ProblemOfChoices(JsonElement data)
    {
        if (data.ValueKind != JsonValueKind.Object || !data.TryGetProperty("choices", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > 25)
        {
            return "choices must be a list of at most 25";
        }
        return list.EnumerateArray().All(choice => MessageRules.Text(choice, "name").Length is >= 1 and <= 100
            && choice.TryGetProperty("value", out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number && value.ToString().Length <= 100)
            ? null : "a choice needs a name of 1 to 100 characters and a value";
    }

    private static string? ProblemOfModal(JsonElement data) =>
        MessageRules.Text(data, "custom_id").Length is < 1 or > 100 ? "a modal needs a custom_id of 1 to 100 characters"
        : MessageRules.Text(data, "title").Length is < 1 or > 45 ? "a modal needs a title of 1 to 45 characters"
        : MessageRules.Items(data, "components").Count is < 1 or > 5 ? "a modal needs 1 to 5 components"
        : null;

    // The body is gone when somebody looks at what is kept.
    private static JsonObject Copy(JsonElement element) => JsonObject.Create(element.Clone())!;

    private static int TypeOf(JsonElement answer) => answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("type", out var type)
        && type.ValueKind == JsonValueKind.Number && type.TryGetInt32(out var number) ? number : 0;

    private static JsonElement DataOf(JsonElement answer) => answer.TryGetProperty("data", out var data) ? data : default;
}
