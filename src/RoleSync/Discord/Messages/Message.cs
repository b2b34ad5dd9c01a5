namespace RoleSync.Discord.Messages;

/// <summary>
/// A message of the bot. It never pings anybody, whatever its text says. What is longer than Discord allows is cut when it is written.
/// </summary>
internal sealed record Message
{
    /// <summary>The text, up to 2,000 characters; Discord's Markdown.</summary>
    public string? Content { get; init; }

    /// <summary>Up to 10 cards, with up to 6,000 characters in all.</summary>
    public IReadOnlyList<Embed> Embeds { get; init; } = [];

    /// <summary>Up to 5 buttons, in one row.</summary>
    public IReadOnlyList<Button> Buttons { get; init; } = [];
}
