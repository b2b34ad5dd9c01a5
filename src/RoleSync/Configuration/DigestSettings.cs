using RoleSync.Notifying;

namespace RoleSync.Configuration;

/// <summary>The settings of digests.</summary>
internal static class DigestSettings
{
    /// <summary>Reads where runs are told of, and how often.</summary>
    public static void Read(SettingReader from, DigestOptions to)
    {
        to.Webhook = from.Read("DISCORD_WEBHOOK_URL", "Discord:WebhookUrl", Formats.WebhookUrl!, to.Webhook);
        to.PublicUrl = from.Read("SYNC_PUBLIC_URL", "Api:PublicUrl", Formats.LinkRoot!, to.PublicUrl);
        to.Pace = from.Read(null, "Digest:Pace", Formats.Duration(TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)), to.Pace);
        to.RetryDelay = from.Read(null, "Digest:RetryDelay", Formats.Duration(TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(5)), to.RetryDelay);
        to.PollInterval = from.Read(null, "Digest:Look", Formats.Duration(TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)), to.PollInterval);
    }
}
