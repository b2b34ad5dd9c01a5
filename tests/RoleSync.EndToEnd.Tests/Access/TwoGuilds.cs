using System.Globalization;
using System.Net;
using System.Text.Json;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Access;

/// <summary>A service that looks after two guilds, none of which is the default one.</summary>
internal sealed class TwoGuilds : IAsyncDisposable
{
    private readonly ServedSandbox _served;
    private readonly CancellationToken _ct;

    private TwoGuilds(ServedSandbox served, CancellationToken ct) => (_served, _ct) = (served, ct);

    public SandboxServer Sandbox => _served.Sandbox;

    public ServiceProcess Service => _served.Service;

    public SyncCaller Caller => _served.Caller;

    public Dictionary<string, string> Settings => _served.Settings;

    public string First => Id(Sandbox.World.Guilds[0]);

    public string Second => Id(Sandbox.World.Guilds[1]);

    public static async Task<TwoGuilds> StartAsync(CancellationToken ct)
    {
        var guild = new GuildOptions { Members = 60, WrongShare = 0.3 };
        var options = new SandboxOptions { Seed = 11, Speed = 40, Guilds = [guild, guild] };
        return new TwoGuilds(await ServedSandbox.StartAsync(options, sandbox => SettingsOf(sandbox.World), ct), ct);
    }

    public ValueTask DisposeAsync() => _served.DisposeAsync();

    /// <summary>Lets no write end before the test does, so that both runs stay under way.</summary>
    public void HoldWrites() => Sandbox.Faults.Add("PUT /guilds/*", Fault.Custom(async http =>
    {
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, http.RequestAborted);
        return false;
    }));

    public async Task StartBothAsync()
    {
        foreach (var guild in (string[])[First, Second])
        {
            Assert.Equal(HttpStatusCode.OK, (await Caller.TriggerAsync(new { guildId = guild }, _ct)).Status);
        }
    }

    /// <summary>Whether the run was asked to stop, or has.</summary>
    public async Task<bool> IsStoppingAsync(string guild)
    {
        var status = await StatusAsync(guild);
        return status.GetProperty("shouldStop").GetBoolean() || SyncCaller.Phase(status) is "stopped";
    }

    public async Task<JsonElement> StatusAsync(string guild)
    {
        using var json = JsonDocument.Parse(await Caller.Http.GetStringAsync($"/sync-status?guildId={guild}", _ct));
        return json.RootElement.GetProperty("status").Clone();
    }

    private static string Id(SandboxGuild guild) => guild.Id.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<(string Name, string Value)> SettingsOf(World world) =>
    [
        ("AUTO_CONTINUE_CHUNKS", "true"), ("SYNC_CONFIRM_ABSENT", "1"), ("SYNC_MAX_REMOVALS", "100%"),
        .. world.Guilds[0].PolicyVariables().Select(pair => (pair.Key, "")), ("DISCORD_GUILD_ID", ""),
        .. world.Guilds.SelectMany(guild => guild.PolicyVariables().Select(pair => ($"RoleSync__Guilds__{Id(guild)}__{pair.Key}", pair.Value))),
    ];
}
