namespace RoleSync.Discord.Messages;

/// <summary>
/// A card in a message. What is longer than <see href="https://discord.com/developers/docs/resources/message#embed-object-embed-limits">Discord allows</see>
/// is cut when the message is written.
/// </summary>
internal sealed record Embed
{
    /// <summary>The headline, up to 256 characters.</summary>
    public string? Title { get; init; }

    /// <summary>Where the headline leads to.</summary>
    public Uri? Url { get; init; }

    /// <summary>The text, up to 4,096 characters; Discord's Markdown.</summary>
    public string? Description { get; init; }

    /// <summary>The bar on the left, 0xRRGGBB; null for none.</summary>
    public int? Colour { get; init; }

    /// <summary>Up to 25.</summary>
    public IReadOnlyList<EmbedField> Fields { get; init; } = [];

    /// <summary>The small print, up to 2,048 characters.</summary>
    public string? Footer { get; init; }
}

/// <summary>A named value on a card.</summary>
/// <param name="Name">1 to 256 characters.</param>
/// <param name="Value">1 to 1,024 characters; Discord's Markdown.</param>
/// <param name="IsInline">Whether it may stand beside others.</param>
internal sealed record EmbedField(string Name, string Value, bool IsInline = true);
