using System.Text.Json;

namespace RoleSync.Sandbox.Discord;

/// <summary>A rule that a body breaks.</summary>
internal sealed record FormBreach(string Field, string Code, string Message);

/// <summary>What Discord demands of a message (https://docs.discord.com/developers/resources/message#embed-object-embed-limits).</summary>
internal static class MessageRules
{
    /// <summary>The first rule that the message breaks; null when it breaks none.</summary>
    public static FormBreach? Breach(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            return new FormBreach("_body", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType");
        }
        var embeds = Items(message, "embeds");
        var rows = Items(message, "components");
        return TooLong(Text(message, "content"), 2000, "content")
            ?? (embeds.Count > 10 ? new FormBreach("embeds", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.") : null)
            ?? (rows.Count > 5 ? new FormBreach("components", "BASE_TYPE_MAX_LENGTH", "Must be 5 or fewer in length.") : null)
            ?? embeds.Select(BreachOfEmbed).FirstOrDefault(breach => breach is not null)
            ?? (embeds.Sum(Characters) > 6000 ? new FormBreach("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000") : null)
            ?? BreachOfButtons(rows);
    }

    /// <summary>Whether there is nothing in it.</summary>
    public static bool IsEmpty(JsonElement message) =>
        Text(message, "content").Length == 0 && Items(message, "embeds").Count + Items(message, "components").Count == 0;

    public static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static FormBreach? BreachOfEmbed(JsonElement embed) =>
        TooLong(Text(embed, "title"), 256, "title") ?? TooLong(Text(embed, "description"), 4096, "description") ?? TooLong(FooterOf(embed), 2048, "footer")
        ?? (Items(embed, "fields").Count > 25 ? new FormBreach("fields", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.") : null)
        ?? Items(embed, "fields").Select(field => Required(Text(field, "name"), 256, "name") ?? Required(Text(field, "value"), 1024, "value"))
            .FirstOrDefault(breach => breach is not null);

    private static FormBreach? BreachOfButtons(List<JsonElement> rows)
    {
        HashSet<string> ids = [];
        foreach (var row in rows)
        {
            var buttons = Items(row, "components");
            if (buttons.Count is < 1 or > 5)
            {
                return new FormBreach("components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.");
            }
            foreach (var button in buttons)
            {
                var id = Text(button, "custom_id");
                if ((Required(id, 100, "custom_id") ?? TooLong(Text(button, "label"), 80, "label")) is { } breach)
                {
                    return breach;
                }
                if (!ids.Add(id))
                {
                    return new FormBreach("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
                }
            }
        }
        return null;
    }

    private static int Characters(JsonElement embed) => Text(embed, "title").Length + Text(embed, "description").Length + FooterOf(embed).Length
        + Items(embed, "fields").Sum(field => Text(field, "name").Length + Text(field, "value").Length);

    private static string FooterOf(JsonElement embed) => embed.TryGetProperty("footer", out var footer) ? Text(footer, "text") : "";

    private static List<JsonElement> Items(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];

    private static FormBreach? TooLong(string text, int most, string field) =>
        text.Length > most ? new FormBreach(field, "BASE_TYPE_MAX_LENGTH", $"Must be {most} or fewer in length.") : null;

    private static FormBreach? Required(string text, int most, string field) =>
        string.IsNullOrWhiteSpace(text) ? new FormBreach(field, "BASE_TYPE_REQUIRED", "This field is required") : TooLong(text, most, field);
}
