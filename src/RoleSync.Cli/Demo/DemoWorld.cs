using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RoleSync.Cli.Serving;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Recording;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Cli.Demo;

/// <summary>A simulated Discord and Ethos, and a service over a database of its own that keeps the guild true.</summary>
internal sealed class DemoWorld : IAsyncDisposable
{
    private const int UsualPort = 8000;

    private readonly DirectoryInfo _folder;
    private readonly WebApplication _service;

    private DemoWorld(SandboxServer sandbox, WebApplication service, DirectoryInfo folder)
    {
        (Sandbox, _service, _folder) = (sandbox, service, folder);
    }

    /// <summary>Discord and Ethos.</summary>
    public SandboxServer Sandbox { get; }

    /// <summary>Where the service's API is.</summary>
    public Uri ApiUrl => new(_service.Urls.First());

    /// <summary>Makes the world and starts both.</summary>
    public static async Task<DemoWorld> StartAsync(DemoOptions options, CancellationToken ct)
    {
        var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions
            {
                Seed = options.Seed,
                Speed = options.Speed,
                Guilds = [new GuildOptions { Name = "Demo", Members = options.Members, WrongShare = options.Wrong }],
                KeepJournal = JournalDetail.Counts,
            },
            ct);
        var folder = Directory.CreateTempSubdirectory("rolesync-demo-");
        var settings = Settings(sandbox, options.Speed, folder.FullName);
        var port = options.Port ?? (IsFree(UsualPort) ? UsualPort : 0);
        try
        {
            var service = await ServiceHost.StartAsync(
                sources => sources.AddInMemoryCollection(settings),
                string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"),
                quiet: true,
                ct);
            return new DemoWorld(sandbox, service, folder);
        }
        catch
        {
            await sandbox.DisposeAsync();
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Stops both and forgets the database.</summary>
    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync();
        await _service.DisposeAsync();
        await Sandbox.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static Dictionary<string, string?> Settings(SandboxServer sandbox, double speed, string folder)
    {
        var settings = new Dictionary<string, string?>();

        // SYNC_WRITES=fast and the like may be tried out; whom the environment lets in, and to which guild, is no matter of the demo.
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (variable.Key is string name && name.StartsWith("SYNC_", StringComparison.Ordinal) && name is not ("SYNC_AUTH_TOKEN" or "SYNC_BASE_URL"))
            {
                settings[name] = variable.Value as string;
            }
        }

        foreach (var (name, value) in sandbox.Environment())
        {
            settings[name] = value;
        }

        settings["ROLESYNC_DATABASE"] = $"Data Source={Path.Combine(folder, "rolesync.db")}";
        settings["AUTO_CONTINUE_CHUNKS"] = "true";
        settings["DISABLE_DAILY_SYNC"] = "true";

        // The simulated guild has its oddities, such as two roles of one name; a demo is about the run.
        settings["RoleSync:Doctor:AtStart"] = "false";

        // The limits pass faster, so whatever is measured against them does, too.
        settings["RoleSync:Discord:GlobalSecond"] = (TimeSpan.FromSeconds(1) / speed).ToString("c", CultureInfo.InvariantCulture);
        settings["RoleSync:Discord:LimitGuard"] = Shortest(TimeSpan.FromMilliseconds(15) / speed).ToString("c", CultureInfo.InvariantCulture);
        settings["RoleSync:Ethos:CallsPerMinute"] = ((int)Math.Clamp(200 * speed, 1, 1_000_000)).ToString(CultureInfo.InvariantCulture);
        return settings;
    }

    private static TimeSpan Shortest(TimeSpan guard) => guard < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : guard;

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
