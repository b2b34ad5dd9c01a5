using System.Text.Json;
using System.Text.Json.Serialization;

namespace RoleSync.Discord.Messages;

/// <summary>Writes messages.</summary>
internal static class MessageWriting
{
    /// <summary>The message as Discord reads it, in UTF-8. As an edit it leaves nothing of the earlier message.</summary>
    /// <param name="message">The message; what is longer than Discord allows is cut.</param>
    /// <param name="isEphemeral">Whether only the one person who asked sees it; not to be asked of an edit.</param>
    public static byte[] ToJson(this Message message, bool isEphemeral = false) =>
        JsonSerializer.SerializeToUtf8Bytes(message.ToWire(isEphemeral), MessageJson.Default.MessageWire);

    /// <summary>The same as an object, for where the message is part of something larger.</summary>
    public static MessageWire ToWire(this Message message, bool isEphemeral) => MessageWire.Of(MessageLimits.Fit(message), isEphemeral);
}

/// <summary>A message as Discord reads it. What is empty is written too, so that an edit clears what was there.</summary>
internal sealed record MessageWire(
    string Content, EmbedWire[] Embeds, RowWire[] Components, AllowedMentionsWire AllowedMentions,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Flags)
{
    private const int Ephemeral = 1 << 6;

    public static MessageWire Of(Message message, bool isEphemeral) => new(
        message.Content ?? "",
        [.. message.Embeds.Select(EmbedWire.Of)],
        message.Buttons.Count == 0 ? [] : [new RowWire(1, [.. message.Buttons.Select(ButtonWire.Of)])],
        AllowedMentionsWire.None,
        isEphemeral ? Ephemeral : null);
}

/// <summary>Who is pinged.</summary>
internal sealed record AllowedMentionsWire(string[] Parse)
{
    public static AllowedMentionsWire None { get; } = new([]);
}

internal sealed record EmbedWire(
    string? Title, string? Url, string? Description, int? Color, EmbedFieldWire[] Fields, EmbedFooterWire? Footer)
{
    public static EmbedWire Of(Embed embed) => new(
        embed.Title,
        embed.Url?.AbsoluteUri,
        embed.Description,
        embed.Colour,
        [.. embed.Fields.Select(field => new EmbedFieldWire(field.Name, field.Value, field.IsInline))],
        embed.Footer is { } text ? new EmbedFooterWire(text) : null);
}

internal sealed record EmbedFieldWire(string Name, string Value, bool Inline);

internal sealed record EmbedFooterWire(string Text);

internal sealed record RowWire(int Type, ButtonWire[] Components);

internal sealed record ButtonWire(int Type, string CustomId, string Label, int Style)
{
    public static ButtonWire Of(Button button) => new(2, button.Id, button.Label, (int)button.Style);
}

/// <summary>The shapes of messages.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MessageWire))]
internal sealed partial class MessageJson : JsonSerializerContext;
