using System.Text.Json;
using RoleSync.EndToEnd.Tests.Cli;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Testing.Databases;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Commands;

/// <summary>A sandbox, the real service over it, and the command line that talks to the service.</summary>
internal sealed class CommandLineBench : IAsyncDisposable
{
    private readonly TemporaryDatabase _database = new();

    private readonly Dictionary<string, string> _settings = new() { ["SYNC_CONFIRM_ABSENT"] = "1" };

    private CommandLineBench(SandboxServer sandbox, bool goesOn)
    {
        Sandbox = sandbox;
        _settings["AUTO_CONTINUE_CHUNKS"] = goesOn ? "true" : "false";
    }

    public SandboxServer Sandbox { get; }

    public SandboxGuild Guild => Sandbox.World.TheGuild;

    public ServiceProcess Service { get; private set; } = null!;

    /// <summary>How many writes the sandbox's Discord has seen.</summary>
    public int Writes => Sandbox.Journal.WriteCount;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<CommandLineBench> StartAsync(int members, double wrong, double absent = 0, bool goesOn = true)
    {
        var guild = new GuildOptions { Members = members, WrongShare = wrong, AbsentShare = absent, VerifiedShare = 0.95, Bots = 2 };
        var bench = new CommandLineBench(await SandboxServer.StartAsync(new SandboxOptions { Seed = 31, Speed = 40, Guilds = [guild] }, Ct), goesOn);
        await bench.StartServiceAsync();
        return bench;
    }

    /// <summary>Starts the service, again after it was killed, on the same database.</summary>
    public async Task StartServiceAsync() => Service = await ServiceProcess.StartAsync(Sandbox, _database.File, _settings, Ct);

    /// <summary>Runs a command line against the service.</summary>
    public Task<CommandLine> RunAsync(string args) => CommandLine.RunAsync(Service, args);

    /// <summary>Runs a command line that must end so, and returns what it printed.</summary>
    public Task<string> RunAsync(string args, int code) => RunAsync(args.Split(' '), code);

    /// <summary>The same with words that hold blanks.</summary>
    public async Task<string> RunAsync(string[] args, int code)
    {
        var said = await CommandLine.RunAsync(Service, args);
        Assert.True(said.Code == code, $"rolesync {string.Join(' ', args)} ended with {said.Code}, not {code}: {said.Out}{said.Error}\n{Service.Log}");
        return said.Out;
    }

    /// <summary>The changes of a run with this outcome.</summary>
    public async Task<IReadOnlyList<JsonElement>> ChangesAsync(int run, string outcome)
    {
        using var http = Service.Connect();
        using var answer = JsonDocument.Parse(await http.GetStringAsync($"/runs/{run}/changes?limit=1000&outcome={outcome}", Ct));
        return [.. answer.RootElement.GetProperty("changes").EnumerateArray().Select(change => change.Clone())];
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Sandbox.DisposeAsync();
        _database.Dispose();
    }
}
