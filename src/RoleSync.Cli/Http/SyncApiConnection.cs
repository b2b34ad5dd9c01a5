using System.Net.Http.Headers;
using RoleSync.Cli.Console;

namespace RoleSync.Cli.Http;

/// <summary>Finds the service that the environment names.</summary>
internal static class SyncApiConnection
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    /// <summary>Calls a command's body with the API; a sentence and <see cref="ExitCode.BadUsage"/> where the environment is malformed.</summary>
    public static async Task<int> UseAsync(Shell shell, Func<SyncApi, Task<int>> body, TimeSpan? patience = null)
    {
        var text = shell.Variable("SYNC_BASE_URL") is { Length: > 0 } set ? set.Trim() : "http://localhost:8000";
        if (!Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var root)
            || (root.Scheme != Uri.UriSchemeHttp && root.Scheme != Uri.UriSchemeHttps)
            || root is not { UserInfo: "", Query: "", Fragment: "" })
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

        using var http = Connect(root, token, patience);
        return await body(new SyncApi(http));
    }

    /// <summary>A client for a service whose address is known.</summary>
    public static HttpClient Connect(Uri root, string? token, TimeSpan? patience = null)
    {
        var handler = new SocketsHttpHandler
        {
            // A proxy of the environment cannot reach this machine's loopback.
            UseProxy = !root.IsLoopback,

            // The token goes to the address that was named and to no other; SyncApi says where a redirect leads.
            AllowAutoRedirect = false,
            UseCookies = false,
        };
        if (root.IsLoopback && root.HostNameType is UriHostNameType.Dns)
        {
            handler.ConnectCallback = LoopbackConnection.ConnectAsync;
        }

        var http = new HttpClient(handler) { BaseAddress = root, Timeout = patience ?? _patience };

        // The service tells runs of the command line from those of scripts by this name.
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("rolesync-cli", "1.0"));
        if (token is { Length: > 0 })
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return http;
    }
}
