namespace RoleSync.Interactions;

/// <summary>What the slash commands need to know of the bot's application. Both are null where slash commands are off.</summary>
internal sealed class CommandOptions
{
    /// <summary>The application's Ed25519 public key, 32 bytes: interactions are signed with its counterpart.</summary>
    public byte[]? PublicKey { get; set; }

    /// <summary>The application's snowflake.</summary>
    public ulong? ApplicationId { get; set; }
}
