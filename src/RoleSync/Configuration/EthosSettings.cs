using System.Reflection;
using RoleSync.Ethos.Http;

namespace RoleSync.Configuration;

/// <summary>The settings of Ethos.</summary>
internal static class EthosSettings
{
    /// <summary>Reads what the client needs.</summary>
    public static void Read(SettingReader from, EthosOptions to)
    {
        to.ApiBaseUrl = from.Read("ETHOS_API_BASE_URL", "Ethos:ApiBaseUrl", Formats.ApiRoot, to.ApiBaseUrl);
        to.Client = from.Read("ETHOS_CLIENT", "Ethos:Client", Formats.Client, $"rolesync@{Version}");
        to.RetryDelay = from.Read(null, "Ethos:RetryDelay", Formats.Duration(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10)), to.RetryDelay);
        to.OutagePause = from.Read(null, "Ethos:OutagePause", Formats.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)), to.OutagePause);
        to.Freshness = from.Read("ETHOS_FRESHNESS", "Ethos:Freshness", Formats.Duration(TimeSpan.Zero, TimeSpan.FromMinutes(10)), to.Freshness);
        to.CallsPerMinute = from.Read(null, "Ethos:CallsPerMinute", Formats.Number(1, 1_000_000), to.CallsPerMinute);
    }

    private static string Version => Assembly.GetExecutingAssembly().GetName().Version?.ToString(3) ?? "0";
}
