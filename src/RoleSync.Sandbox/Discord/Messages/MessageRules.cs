using System.Globalization;
using System.Text.Json;

namespace RoleSync.Sandbox.Discord.Messages;

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
        var fields = new FormFields(message);
        fields.Text("content", 0, int.MaxValue);
        fields.Number("flags", 0, int.MaxValue);
        var embeds = Items(message, "embeds");
        return fields.Breach
            ?? TooLong(Text(message, "content"), 2000, "content")
            ?? Lists(message)
            ?? (embeds.Count > 10 ? new FormBreach("embeds", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.") : null)
            ?? embeds.Index().Select(one => BreachOfEmbed(one.Item)?.Under("embeds", Place(one.Index))).FirstOrDefault(breach => breach is not null)
            ?? (embeds.Sum(Characters) > 6000 ? new FormBreach("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000") : null)
            ?? Notified.Breach(message)
            ?? ComponentRules.Breach(message);
    }

    /// <summary>Whether there is nothing in it.</summary>
    public static bool IsEmpty(JsonElement message) =>
        Text(message, "content").Length == 0 && Items(message, "embeds").Count + Items(message, "components").Count + Items(message, "attachments").Count == 0;

    public static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    public static int Flags(JsonElement message) =>
        message.ValueKind == JsonValueKind.Object && message.TryGetProperty("flags", out var flags) && flags.ValueKind == JsonValueKind.Number && flags.TryGetInt32(out var bits) ? bits : 0;

    public static List<JsonElement> Items(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];

    public static string Place(int index) => index.ToString(CultureInfo.InvariantCulture);

    public static FormBreach? TooLong(string text, int most, string field) =>
        text.Length > most ? new FormBreach(field, "BASE_TYPE_MAX_LENGTH", $"Must be {most} or fewer in length.") : null;

    public static FormBreach? Required(string text, int most, string field) =>
        string.IsNullOrWhiteSpace(text) ? new FormBreach(field, "BASE_TYPE_REQUIRED", "This field is required") : TooLong(text, most, field);

    private static FormBreach? Lists(JsonElement message) => ((string[])["embeds", "components"])
        .Where(name => message.TryGetProperty(name, out var list) && list.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null))
        .Select(name => new FormBreach(name, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType"))
        .FirstOrDefault();

    private static FormBreach? BreachOfEmbed(JsonElement embed)
    {
        if (embed.ValueKind != JsonValueKind.Object)
        {
            return new FormBreach([], "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType");
        }
        var values = new FormFields(embed);
        values.Number("color", 0, 0xFFFFFF);
        return values.Breach
            ?? TooLong(Text(embed, "title"), 256, "title") ?? TooLong(Text(embed, "description"), 4096, "description") ?? TooLong(FooterOf(embed), 2048, "footer")
            ?? (Items(embed, "fields").Count > 25 ? new FormBreach("fields", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.") : null)
            ?? Items(embed, "fields").Index().Select(one => (Required(Text(one.Item, "name"), 256, "name") ?? Required(Text(one.Item, "value"), 1024, "value"))
                ?.Under("fields", Place(one.Index))).FirstOrDefault(breach => breach is not null);
    }

    private static int Characters(JsonElement embed) => Text(embed, "title").Length + Text(embed, "description").Length + FooterOf(embed).Length
        + Items(embed, "fields").Sum(field => Text(field, "name").Length + Text(field, "value").Length);

    private static string FooterOf(JsonElement embed) => embed.TryGetProperty("footer", out var footer) ? Text(footer, "text") : "";
}
