using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using RoleSync.Core.Guilds;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Scheduling;
using RoleSync.Storage.Runs;
using RoleSync.Testing.Hosting;
using RoleSync.Testing.Time;

namespace RoleSync.Tests.Hosting;

/// <summary>The whole service over a simulated guild, without its scheduler: the test fires, and moves the day.</summary>
internal sealed class DatedRuns : IAsyncDisposable
{
    private readonly SandboxService _service;

    private DatedRuns(SandboxService service, ShiftedClock clock) => (_service, Clock) = (service, clock);

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public SandboxServer Sandbox => _service.Sandbox;

    public SandboxGuild Guild => Sandbox.World.TheGuild;

    public GuildId GuildId => new(Guild.Id);

    public ShiftedClock Clock { get; }

    public LogLines Log => _service.Log;

    /// <summary>For tests that start the services of the host, too.</summary>
    public ApplicationLifetime Lifetime => _service.Lifetime;

    public RunStore Store => Get<RunStore>();

    public RunLeases Leases => Get<RunLeases>();

    public ChangeJournal Journal => Get<ChangeJournal>();

    public PlanMemory Memory => Get<PlanMemory>();

    public VerificationStore Verifications => Get<VerificationStore>();

    public IServiceProvider Services => _service.Services;

    public T Get<T>()
        where T : notnull => _service.Get<T>();

    public static Task<DatedRuns> StartAsync(GuildOptions guild, params (string Name, string Value)[] settings) => StartAsync(guild, _ => settings);

    public static async Task<DatedRuns> StartAsync(GuildOptions guild, Func<SandboxGuild, IEnumerable<(string Name, string Value)>> settings)
    {
        var clock = new ShiftedClock();
        var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Speed = 200, EthosCallsPerMinute = 100_000, Guilds = [guild with { MergedShare = 0 }] }, Ct);
        var service = await SandboxService.StartAsync(
            sandbox, clock, [("RoleSync:Discord:GlobalSecond", "00:00:00.020"), .. settings(sandbox.World.TheGuild)], Ct);
        return new DatedRuns(service, clock);
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
    public Task<TimeSpan?> WorkAsync(CancellationToken? ct = null) => Get<RunFiring>().WorkAsync(GuildId, ct ?? Ct);

    /// <summary>One round of the reconciler's look at runs that are held.</summary>
    public Task<int> ExpireAsync() => Store.ExpireHeldAsync(Clock.GetUtcNow() - Agreement.Time, "expired after 24 h", Ct);

    /// <summary>The service ends and starts again on the same database, with some settings changed.</summary>
    public Task RestartAsync(params (string Name, string? Value)[] settings) => _service.RestartAsync(settings, Ct);

    public async Task<Run> GetAsync(RunId run) => Assert.IsType<Run>(await Store.FindAsync(run, Ct));

    /// <summary>The services of another process on the same database; to be disposed before the bench.</summary>
    public ServiceProvider Other() => _service.BuildAnother();

    public ValueTask DisposeAsync() => _service.DisposeAsync();
}
