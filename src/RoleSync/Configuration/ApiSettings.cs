using System.Globalization;
using RoleSync.Api.Requests;

namespace RoleSync.Configuration;

/// <summary>The settings of the HTTP side.</summary>
internal static class ApiSettings
{
    private const string TokenName = "SYNC_AUTH_TOKEN";
    private const string TokenKey = "Api:AuthToken";
    private const int UsualPort = 8000;

    /// <summary>Reads where the service listens, and whom it lets in.</summary>
    public static void Read(SettingReader from, ApiOptions to)
    {
        to.AuthToken = from.Read(TokenName, TokenKey, Formats.Token!, to.AuthToken);
        var port = from.ReadOptional("PORT", "Api:Port", Formats.Number(0, 65_535));
        var bind = from.Read("BIND", "Api:Bind", Formats.Host!, null);
        to.ListenUrl = (bind, port) switch
        {
            (null, null) => to.ListenUrl,
            (null, { } any) => Url("*", any),

            // Any free port can be had of one address at a time only.
            (Formats.Localhost, 0) => Url("127.0.0.1", 0),
            ({ } host, _) => Url(host, port ?? UsualPort),
        };
        to.ClosedBecause = ClosedBecause(from);
    }

    /// <summary>
    /// Why nobody may be let in without a token; null where there is one, or where nothing says that others reach the service. An ordinary
    /// proxy, or whatever forwards a port, looks like a caller on this machine, so the settings decide and not the connection alone.
    /// </summary>
    public static string? ClosedBecause(SettingReader from)
    {
        if (from.Find(TokenName, TokenKey) is not null)
        {
            return null;
        }

        string[] open =
        [
            .. new[] { ("PORT", "Api:Port"), ("DISCORD_PUBLIC_KEY", "Discord:PublicKey") }
                .Where(setting => from.Find(setting.Item1, setting.Item2) is not null)
                .Select(setting => setting.Item1),
        ];
        if (from.Find("BIND", "Api:Bind") is { } bind && !Formats.IsLoopback(bind.Text))
        {
            open = ["BIND", .. open];
        }

        return open.Length == 0
            ? null
            : $"{TokenName} is not set, and {string.Join(" and ", open)} {(open.Length == 1 ? "is" : "are")}: others may reach this service, so it answers "
                + $"health checks and signed interactions and lets nobody else in. Set {TokenName} to a long random text, for the service and for whoever calls it, the rolesync commands included.";
    }

    private static string Url(string host, int port) => string.Create(CultureInfo.InvariantCulture, $"http://{host}:{port}");
}
