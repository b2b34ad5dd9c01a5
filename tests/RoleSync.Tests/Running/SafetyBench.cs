using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RoleSync.Core.Guilds;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Scheduling;
using RoleSync.Storage.Databases;
using RoleSync.Storage.Runs;

namespace RoleSync.Tests.Running;

/// <summary>The whole service over a simulated guild, without its scheduler: the test fires, and moves the day.</summary>
internal sealed class SafetyBench : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rolesync-safety-");
    private readonly Dictionary<string, string?> _settings;
    private ServiceProvider _services;

    private SafetyBench(SandboxServer sandbox, IEnumerable<(string Name, string Value)> settings)
    {
        Sandbox = sandbox;
        var all = sandbox.Environment().ToDictionary(variable => variable.Key, variable => (string?)variable.Value);
        all["ROLESYNC_DATABASE"] = $"Data Source={Path.Combine(_folder.FullName, "runs.db")}";
        all["RoleSync:Discord:GlobalSecond"] = "00:00:00.020";
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        _settings = all;
        _services = Build();
    }

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public SandboxServer Sandbox { get; }

    public SandboxGuild Guild => Sandbox.World.TheGuild;

    public GuildId GuildId => new(Guild.Id);

    public ShiftedClock Clock { get; } = new();

    /// <summary>For tests that start the services of the host, too.</summary>
    public ApplicationLifetime Lifetime { get; } = new(NullLogger<ApplicationLifetime>.Instance);

    public RunStore Store => Get<RunStore>();

    public IServiceProvider Services => _services;

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static Task<SafetyBench> StartAsync(GuildOptions guild, params (string Name, string Value)[] settings) => StartAsync(guild, _ => settings);

    public static async Task<SafetyBench> StartAsync(GuildOptions guild, Func<SandboxGuild, IEnumerable<(string Name, string Value)>> settings)
    {
        var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Speed = 200, EthosCallsPerMinute = 100_000, Guilds = [guild with { MergedShare = 0 }] }, Ct);
        var bench = new SafetyBench(sandbox, settings(sandbox.World.TheGuild));
        Assert.Null(await bench._services.GetRequiredService<Database>().PrepareAsync(Ct));
        return bench;
    }

    public ulong Role(string name) => Guild.RoleId(name);

    /// <summary>Gives the first members, after some, a badge that is not theirs: a run takes one role from each of them.</summary>
    /// <returns>The members.</returns>
    public ulong[] Spoil(int members, int after = 0)
    {
        var badge = Role("ETHOS_ROLE_HUMAN_VALIDATOR");
        ulong[] spoiled = [.. Guild.VerifiedMembers().Where(member => !Guild.RolesOf(member).Contains(badge)).Skip(after).Take(members)];
        Assert.Equal(members, spoiled.Length);
        foreach (var member in spoiled)
        {
            Guild.Grant(member, badge);
        }

        return spoiled;
    }

    /// <summary>Starts a run and fires until it ends or waits for somebody; when it rests, the day moves on.</summary>
    public async Task<Run> RunAsync(RunKind kind = RunKind.Sync) => await FireAsync(await StartAsync(kind));

    public async Task<RunId> StartAsync(RunKind kind = RunKind.Sync, RunId? of = null) =>
        Assert.IsType<RunStart.Started>(
            await Store.StartAsync(new RunRequest(GuildId, kind, RunTrigger.Cron, 0, 100, ContinuesByItself: true) { Of = of }, Ct)).Run.Id;

    public async Task<Run> FireAsync(RunId run)
    {
        while (await WorkAsync() is { } delay)
        {
            Clock.Shift(delay);
        }

        return await GetAsync(run);
    }

    /// <summary>One firing.</summary>
    public Task<TimeSpan?> WorkAsync(CancellationToken? ct = null) => _services.GetRequiredService<RunFiring>().WorkAsync(GuildId, ct ?? Ct);

    /// <summary>One round of the reconciler's look at runs that are held.</summary>
    public Task<int> ExpireAsync() => Store.ExpireHeldAsync(Clock.GetUtcNow() - Agreement.Time, "expired after 24 h", Ct);

    /// <summary>The service ends and starts again on the same database, with some settings changed.</summary>
    public async Task RestartAsync(params (string Name, string? Value)[] settings)
    {
        foreach (var (name, value) in settings)
        {
            _settings[name] = value;
        }

        await _services.DisposeAsync();
        _services = Build();
        Assert.Null(await Get<Database>().PrepareAsync(Ct));
    }

    public async Task<Run> GetAsync(RunId run) => Assert.IsType<Run>(await Store.FindAsync(run, Ct));

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Sandbox.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    /// <summary>The services of another process on the same database; to be disposed before the bench.</summary>
    public ServiceProvider Other() => Build();

    private ServiceProvider Build()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(_settings).Build();
        return new ServiceCollection()
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton<IHostApplicationLifetime>(Lifetime)
            .AddSingleton<IConfiguration>(configuration)
            .AddLogging(logging => logging.ClearProviders())
            .AddRoleSync(configuration)
            .BuildServiceProvider();
    }

    /// <summary>The real clock, with its date moved: limits and time-outs take their time, days pass at once.</summary>
    internal sealed class ShiftedClock : TimeProvider
    {
        private TimeSpan _shift;

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _shift;

        public void Shift(TimeSpan by) => _shift += by;
    }
}
