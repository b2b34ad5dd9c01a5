using RoleSync.Api.Requests;
using RoleSync.Configuration;

namespace RoleSync.Cli.Serving;

/// <summary>What a person should know of the configuration although the service starts with it, one line each.</summary>
internal static partial class StartNotes
{
    /// <summary>Logs them.</summary>
    public static void Tell(WebApplication app)
    {
        var settings = app.Services.GetRequiredService<RoleSyncSettings>();
        foreach (var note in settings.Notes)
        {
            Log.NoSetting(app.Logger, note);
        }

        var api = settings.Api;
        if (api.ClosedBecause is { } closed)
        {
            Log.Closed(app.Logger, closed);
        }

        if (api.ListenUrl == ApiOptions.UsualUrl)
        {
            Log.HereOnly(app.Logger, api.ListenUrl);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Note}")]
        public static partial void NoSetting(ILogger logger, string note);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Sentence}")]
        public static partial void Closed(ILogger logger, string sentence);

        [LoggerMessage(Level = LogLevel.Information,
            Message = "Only this machine can reach {Url}: set PORT to listen on every address, or BIND for one of them, and SYNC_AUTH_TOKEN to let callers in")]
        public static partial void HereOnly(ILogger logger, string url);
    }
}
