namespace RoleSync.Discord.Wire;

/// <summary>Discord's error body. See <see href="https://discord.com/developers/docs/topics/opcodes-and-status-codes#json">Discord's list of codes</see>.</summary>
/// <param name="Status">The HTTP status, 400 to 499.</param>
/// <param name="Code">Discord's code; 0 when the body had none.</param>
/// <param name="Message">Discord's words.</param>
internal sealed record DiscordError(int Status, int Code, string Message)
{
    public const int UnknownGuild = 10004;
    public const int UnknownMember = 10007;
    public const int UnknownMessage = 10008;
    public const int UnknownRole = 10011;
    public const int UnknownUser = 10013;
    public const int UnknownWebhook = 10015;
    public const int MaximumRoles = 30005;
    public const int MissingAccess = 50001;
    public const int MissingPermissions = 50013;
    public const int InvalidWebhookToken = 50027;
    public const int InvalidRole = 50028;
    public const int TwoFactorRequired = 60003;
}
