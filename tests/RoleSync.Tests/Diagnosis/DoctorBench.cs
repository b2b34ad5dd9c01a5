using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RoleSync.Diagnosis;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Testing.Databases;

namespace RoleSync.Tests.Diagnosis;

/// <summary>A guild of which a doctor has nothing to say, until the test does something to it; over real HTTP and a real file.</summary>
internal sealed class DoctorBench : IAsyncDisposable
{
    private readonly TemporaryDatabase _database = new();
    private readonly CancellationToken _ct;

    private DoctorBench(SandboxServer sandbox, CancellationToken ct) => (Sandbox, _ct) = (sandbox, ct);

    public SandboxServer Sandbox { get; }

    public SandboxGuild Guild => Sandbox.World.TheGuild;

    /// <summary>The database's file, which is not there yet.</summary>
    public string File => _database.File;

    public string Folder => Path.GetDirectoryName(File)!;

    public static async Task<DoctorBench> StartAsync(CancellationToken ct)
    {
        var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Speed = 50, Guilds = [new GuildOptions { Members = 10 }] }, ct);
        var guild = sandbox.World.TheGuild;

        // The simulated guild has a second role of a tier's name.
        guild.DeleteRole(guild.Roles.Single(role => role is { Name: "Known", Kind: RoleKind.Foreign }).Id);
        return new DoctorBench(sandbox, ct);
    }

    /// <summary>What the doctor of a service with these settings beside the usual ones finds.</summary>
    public async Task<DoctorReport> ExamineAsync(params (string Name, string Value)[] more)
    {
        var settings = Sandbox.Environment().ToDictionary(setting => setting.Key, setting => (string?)setting.Value);
        settings["ROLESYNC_DATABASE"] = $"Data Source={File}";
        settings["RoleSync:Ethos:RetryDelay"] = "00:00:00.001";
        settings["RoleSync:Discord:RetryDelay"] = "00:00:00.001";
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        await using var services = new ServiceCollection()
            .AddLogging()
            .AddRoleSync(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .BuildServiceProvider();
        return await services.GetRequiredService<Doctor>().ExamineAsync(3, _ct);
    }

    public async ValueTask DisposeAsync()
    {
        await Sandbox.DisposeAsync();
        _database.Dispose();
    }
}
