using RoleSync.Discord.Options;
using RoleSync.Interactions;

namespace RoleSync.Configuration;

/// <summary>The settings of Discord.</summary>
internal static class DiscordSettings
{
    /// <summary>Reads what the client needs.</summary>
    public static void Read(SettingReader from, DiscordOptions to)
    {
        to.Token = from.ReadRequired(
            "DISCORD_TOKEN", "Discord:Token", Formats.Token, to.Token, "write the bot token from the developer portal, page Bot");
        to.ApiBaseUrl = from.Read("DISCORD_API_BASE_URL", "Discord:ApiBaseUrl", Formats.ApiRoot, to.ApiBaseUrl);
        to.GlobalRequests = from.Read("DISCORD_GLOBAL_RPS", "Discord:GlobalRequests", Formats.Number(1, 1_000), to.GlobalRequests);
        to.GlobalSecond = from.Read(
            null, "Discord:GlobalSecond", Formats.Duration(TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1)), to.GlobalSecond);
        to.TryTimeout = from.Read(
            null, "Discord:TryTimeout", Formats.Duration(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)), to.TryTimeout);
        to.OutagePause = from.Read(
            null, "Discord:OutagePause", Formats.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)), to.OutagePause);
        to.RetryDelay = from.Read(
            null, "Discord:RetryDelay", Formats.Duration(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10)), to.RetryDelay);
        to.LimitGuard = from.Read(null, "Discord:LimitGuard", Formats.Duration(TimeSpan.Zero, TimeSpan.FromSeconds(10)), to.LimitGuard);
    }

    /// <summary>Reads what the slash commands need.</summary>
    public static void Read(SettingReader from, CommandOptions to)
    {
        to.PublicKey = from.Read("DISCORD_PUBLIC_KEY", "Discord:PublicKey", Formats.PublicKey!, to.PublicKey);
        to.ApplicationId = from.ReadOptional("DISCORD_APPLICATION_ID", "Discord:ApplicationId", Formats.Id);
    }
}
