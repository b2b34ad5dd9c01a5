using System.Globalization;
using RoleSync.Api;

namespace RoleSync.Configuration;

/// <summary>The settings of the HTTP side.</summary>
internal static class ApiSettings
{
    /// <summary>Reads where the service listens, and whom it lets in.</summary>
    public static void Read(SettingReader from, ApiOptions to)
    {
        to.AuthToken = from.Read("SYNC_AUTH_TOKEN", "Api:AuthToken", Formats.Token!, to.AuthToken);
        if (from.ReadOptional("PORT", "Api:Port", Formats.Number(0, 65_535)) is { } port)
        {
            to.ListenUrl = string.Create(CultureInfo.InvariantCulture, $"http://0.0.0.0:{port}");
        }
    }
}
