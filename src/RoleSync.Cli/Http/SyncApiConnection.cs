using System.Net.Http.Headers;

namespace RoleSync.Cli.Http;

/// <summary>Finds the service that the environment names.</summary>
internal static class SyncApiConnection
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    /// <summary>Calls a command's body with the API; a sentence and <see cref="ExitCode.BadUsage"/> where the environment is malformed.</summary>
    public static async Task<int> UseAsync(Shell shell, Func<SyncApi, Task<int>> body)
    {
        var text = shell.Variable("SYNC_BASE_URL") is { Length: > 0 } set ? set.Trim() : "http://localhost:8000";
        if (!Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var root)
            || (root.Scheme != Uri.UriSchemeHttp && root.Scheme != Uri.UriSchemeHttps))
        {
            await shell.Error.WriteLineAsync("SYNC_BASE_URL is no address: write the root of the service, such as http://localhost:8000.");
            return ExitCode.BadUsage;
        }

        var token = shell.Variable("SYNC_AUTH_TOKEN")?.Trim();
        if (token is not null && token.Any(character => character is <= ' ' or > '~'))
        {
            await shell.Error.WriteLineAsync("SYNC_AUTH_TOKEN is not usable: write the token alone, without blanks.");
            return ExitCode.BadUsage;
        }

        using var http = Connect(root, token);
        return await body(new SyncApi(http));
    }

    /// <summary>A client for a service whose address is known.</summary>
    public static HttpClient Connect(Uri root, string? token)
    {
        // A proxy of the environment cannot reach this machine's loopback.
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = !root.IsLoopback }) { BaseAddress = root, Timeout = _patience };

        // The service tells runs of the command line from those of scripts by this name.
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("rolesync-cli", "1.0"));
        if (token is { Length: > 0 })
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return http;
    }
}
