using System.Text.Json;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Interactions;
using RoleSync.Sandbox.Worlds;
using RoleSync.Testing.Databases;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Commands;

/// <summary>A sandbox that plays Discord, the real service that hears its interactions, and a moderator.</summary>
internal sealed class InteractionBench : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private readonly TemporaryDatabase _database = new();

    private InteractionBench(SandboxServer sandbox) => Sandbox = sandbox;

    public SandboxServer Sandbox { get; }

    public ServiceProcess Service { get; private set; } = null!;

    public SyncCaller Caller { get; private set; } = null!;

    public SandboxGuild Guild => Sandbox.World.TheGuild;

    public InteractionDesk Desk => Sandbox.Interactions;

    public Uri Endpoint => new(Service.Url, "/interactions");

    public string Database => _database.File;

    /// <summary>A member who may manage roles.</summary>
    public ulong Moderator => Guild.VerifiedMembers()[0];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<InteractionBench> StartAsync(GuildOptions? guild = null, params (string Name, string Value)[] settings)
    {
        var options = new SandboxOptions { Seed = 5, Speed = 40, Guilds = [guild ?? new GuildOptions { Members = 200, WrongShare = 0.1 }] };
        var bench = new InteractionBench(await SandboxServer.StartAsync(options, Ct));
        await bench.StartServiceAsync(settings);
        return bench;
    }

    /// <summary>Starts the service, again after it has ended.</summary>
    public async Task StartServiceAsync(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string>(Sandbox.CommandEnvironment()) { ["AUTO_CONTINUE_CHUNKS"] = "true", ["SYNC_CONFIRM_ABSENT"] = "1" };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        Service = await ServiceProcess.StartAsync(Sandbox, _database.File, all, Ct);
        Caller = new SyncCaller(Service.Url);
    }

    /// <summary>The moderator sends a command.</summary>
    public Task<SentInteraction> SendAsync(string command, params (string Name, object Value)[] options) =>
        Desk.SendAsync(Endpoint, Command(command, options), Ct);

    /// <summary>The moderator clicks.</summary>
    public Task<SentInteraction> ClickAsync(SentInteraction on, string button, ulong permissions = Invocation.ManageRoles) =>
        Desk.ClickAsync(Endpoint, on, button, new Invocation("", Moderator) { Permissions = permissions, UserName = "Ada" }, Ct);

    public Invocation Command(string command, params (string Name, object Value)[] options) =>
        new(command, Moderator) { UserName = "Ada", Options = options.ToDictionary(option => option.Name, option => option.Value) };

    /// <summary>Waits for the reply behind "thinking …".</summary>
    public static Task EditedAsync(SentInteraction sent, int edits = 1) => sent.WaitForEditAsync(edits, _patience, TimeProvider.System, Ct);

    /// <summary>The newest run as the resource API tells it; null before the first.</summary>
    public async Task<JsonElement?> RunAsync()
    {
        using var answer = JsonDocument.Parse(await Caller.Http.GetStringAsync("/runs?limit=1", Ct));
        return answer.RootElement.GetProperty("runs").EnumerateArray().Select(run => run.Clone()).Cast<JsonElement?>().FirstOrDefault();
    }

    /// <summary>A guild in which a sync would take roles from so many that it is held.</summary>
    public static async Task<InteractionBench> StartHeldAsync()
    {
        var bench = await StartAsync(new GuildOptions { Members = 200, AbsentShare = 0.5, WrongShare = 0.4 });
        var tier = bench.Guild.RoleId("ETHOS_ROLE_RENOWNED");
        foreach (var member in bench.Guild.VerifiedMembers().Where(member => bench.Guild.ExpectedRoles(member) is { Length: 1 }).Take(60))
        {
            bench.Guild.Grant(member, tier);
        }

        await bench.SendAsync("ethos_sync");
        Assert.Equal("held", SyncCaller.Phase(await bench.Caller.WaitForEndAsync(Ct)));
        return bench;
    }

    public async ValueTask DisposeAsync()
    {
        Caller.Dispose();
        await Service.DisposeAsync();
        await Sandbox.DisposeAsync();
        _database.Dispose();
    }
}
