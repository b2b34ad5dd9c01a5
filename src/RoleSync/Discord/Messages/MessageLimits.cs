namespace RoleSync.Discord.Messages;

/// <summary>Cuts a message to what <see href="https://discord.com/developers/docs/resources/message#embed-object-embed-limits">Discord allows</see>.</summary>
internal static class MessageLimits
{
    public const int Content = 2_000;
    public const int Embeds = 10;
    public const int EmbedCharacters = 6_000;
    public const int Title = 256;
    public const int Description = 4_096;
    public const int Fields = 25;
    public const int FieldName = 256;
    public const int FieldValue = 1_024;
    public const int Footer = 2_048;
    public const int Buttons = 5;
    public const int Label = 80;
    private const string Ellipsis = "…";

    // Discord refuses a field without a name or a value; this character shows as nothing.
    private const string Blank = "\u200b";

    /// <summary>The message, cut.</summary>
    public static Message Fit(Message message)
    {
        var left = EmbedCharacters;
        return message with
        {
            Content = message.Content is { } content ? Cut(content, Content) : null,
            Embeds = [.. message.Embeds.Take(Embeds).Select(embed => Fit(embed, ref left))],
            Buttons = [.. message.Buttons.Take(Buttons).Select(button => button with { Label = Cut(button.Label, Label) })],
        };
    }

    /// <summary>The text, cut to so many UTF-16 units with an ellipsis at the end, never within a character.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        if (most < 1)
        {
            return "";
        }

        var end = most - Ellipsis.Length;
        return string.Concat(text.AsSpan(0, end > 0 && char.IsHighSurrogate(text[end - 1]) ? end - 1 : end), Ellipsis);
    }

    private static Embed Fit(Embed embed, ref int left)
    {
        var title = Take(embed.Title, Title, ref left);
        var description = Take(embed.Description, Description, ref left);
        var footer = Take(embed.Footer, Footer, ref left);
        List<EmbedField> fields = [];
        foreach (var field in embed.Fields.Take(Fields))
        {
            // Two characters at least: a field that cannot be shown in part is left out, and so are those behind it.
            if (left < 2)
            {
                break;
            }

            var name = Take(OrBlank(field.Name), Math.Min(FieldName, left - 1), ref left)!;
            fields.Add(field with { Name = name, Value = Take(OrBlank(field.Value), FieldValue, ref left)! });
        }

        return embed with { Title = title, Description = description, Footer = footer, Fields = fields };
    }

    private static string OrBlank(string text) => string.IsNullOrWhiteSpace(text) ? Blank : text;

    private static string? Take(string? text, int most, ref int left)
    {
        var cut = string.IsNullOrWhiteSpace(text) ? null : Cut(text, Math.Min(most, left));
        left -= cut?.Length ?? 0;
        return cut;
    }
}
