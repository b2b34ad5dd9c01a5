using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Testing.Databases;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Processes;

/// <summary>A sandbox, a service in a process of its own that works against it, and a caller of that.</summary>
internal sealed class ServedSandbox : IAsyncDisposable
{
    private readonly TemporaryDatabase _database = new();
    private readonly Dictionary<string, string> _settings;

    private ServedSandbox(SandboxServer sandbox, Dictionary<string, string> settings) => (Sandbox, _settings) = (sandbox, settings);

    public SandboxServer Sandbox { get; }

    public SandboxGuild Guild => Sandbox.World.TheGuild;

    public ServiceProcess Service { get; private set; } = null!;

    public SyncCaller Caller { get; private set; } = null!;

    /// <summary>Everything that the service is configured by, for another process beside it.</summary>
    public Dictionary<string, string> Settings => ServiceProcess.Settings(Sandbox, _database.File, _settings);

    public static Task<ServedSandbox> StartAsync(SandboxOptions options, CancellationToken ct, params (string Name, string Value)[] settings) =>
        StartAsync(options, _ => settings, ct);

    /// <summary>Starts with settings that depend on the simulated world.</summary>
    public static async Task<ServedSandbox> StartAsync(
        SandboxOptions options, Func<SandboxServer, IEnumerable<(string Name, string Value)>> settings, CancellationToken ct)
    {
        var sandbox = await SandboxServer.StartAsync(options, ct);
        var served = new ServedSandbox(sandbox, settings(sandbox).ToDictionary(setting => setting.Name, setting => setting.Value));
        await served.StartServiceAsync(ct);
        return served;
    }

    /// <summary>Kills the service and starts it again on the same database.</summary>
    public async Task KillAndRestartAsync(CancellationToken ct)
    {
        await Service.KillAsync(ct);
        await Service.DisposeAsync();
        Caller.Dispose();
        await StartServiceAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        Caller.Dispose();
        await Service.DisposeAsync();
        await Sandbox.DisposeAsync();
        _database.Dispose();
    }

    private async Task StartServiceAsync(CancellationToken ct)
    {
        Service = await ServiceProcess.StartAsync(Sandbox, _database.File, _settings, ct);
        Caller = new SyncCaller(Service.Url);
    }
}
