namespace RoleSync.Sandbox.Worlds;

/// <summary>A text channel of a simulated guild.</summary>
/// <param name="Id">Snowflake.</param>
/// <param name="Name">Name.</param>
public sealed record SandboxChannel(ulong Id, string Name)
{
    /// <summary>See the channel at all; without it Discord answers 403 50001.</summary>
    public const ulong View = 1UL << 10;

    /// <summary>Send messages; without it Discord answers 403 50013.</summary>
    public const ulong Send = 1UL << 11;

    /// <summary>Send embeds.</summary>
    public const ulong Embed = 1UL << 14;

    /// <summary>Send files.</summary>
    public const ulong Attach = 1UL << 15;

    /// <summary>Read what was sent before.</summary>
    public const ulong ReadHistory = 1UL << 16;

    /// <summary>Delete what others sent.</summary>
    public const ulong ManageMessages = 1UL << 13;

    /// <summary>The permissions that the channel takes from the bot.</summary>
    public ulong DeniedToBot { get; init; }
}
