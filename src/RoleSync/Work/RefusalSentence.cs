using RoleSync.Discord.Wire;

namespace RoleSync.Work;

/// <summary>Says what a refusal of Discord means and what a person can do about it.</summary>
internal static class RefusalSentence
{
    public static string Of(DiscordError error, string doing) => error.Code switch
    {
        DiscordError.UnknownGuild =>
            $"Discord knows no such guild for {doing} (10004): check DISCORD_GUILD_ID, and that the bot has been invited to that server.",
        DiscordError.MissingAccess =>
            $"Discord does not let the bot do this: {doing} (50001). Check that the bot is a member of the server.",
        DiscordError.MissingPermissions =>
            $"The bot lacks a permission for {doing} (50013): give its role Manage Roles, and drag that role above every role it manages.",
        DiscordError.TwoFactorRequired =>
            $"The server requires two-factor authentication for {doing} (60003): the owner of the bot's application must switch it on.",
        DiscordError.InvalidRole => $"Discord does not allow that role for {doing} (50028): it belongs to an integration or a bot.",
        DiscordError.MaximumRoles => $"The member or the server already has the most roles that Discord allows (30005), at {doing}.",
        DiscordError.UnknownRole => $"The role no longer exists (10011), at {doing}.",
        _ => $"Discord refused {doing}: HTTP {error.Status}, code {error.Code}, \"{error.Message}\".",
    };

    /// <summary>The members list is refused without a switch in the developer portal; Discord's code for it says nothing of that.</summary>
    public const string MembersIntentMissing =
        "Discord does not let the bot list the members: open the Discord developer portal, choose the application, go to Bot, "
        + "and switch on SERVER MEMBERS INTENT. Then start the run again.";
}
