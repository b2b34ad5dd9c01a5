using System.Globalization;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Scheduling;
using RoleSync.Storage.Runs;
using RoleSync.Testing.Hosting;

namespace RoleSync.Tests.Hosting;

/// <summary>The whole service but its scheduler, in this process, against the sandbox over real HTTP: the test says when a firing works.</summary>
internal sealed class SandboxRuns : IAsyncDisposable
{
    private readonly SandboxService _service;

    private SandboxRuns(SandboxService service) => _service = service;

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public SandboxServer Server => _service.Sandbox;

    public LogLines Log => _service.Log;

    public SandboxGuild Guild => Server.World.TheGuild;

    public RunStore Store => Get<RunStore>();

    public RunLeases Leases => Get<RunLeases>();

    public ChangeJournal Journal => Get<ChangeJournal>();

    public PlanMemory Memory => Get<PlanMemory>();

    public VerificationStore Verifications => Get<VerificationStore>();

    public T Get<T>()
        where T : notnull => _service.Get<T>();

    /// <summary>The services themselves.</summary>
    public IServiceProvider Services => _service.Services;

    public static Task<SandboxRuns> StartAsync(SandboxOptions options, params (string Name, string Value)[] settings) =>
        StartAsync(options, _ => settings);

    /// <summary>Starts with settings that depend on where the sandbox is.</summary>
    public static async Task<SandboxRuns> StartAsync(SandboxOptions options, Func<SandboxServer, (string Name, string Value)[]> settings)
    {
        var server = await SandboxServer.StartAsync(options, Ct);
        return new SandboxRuns(await SandboxService.StartAsync(server, TimeProvider.System, [.. AsFastAs(server), .. settings(server)], Ct));
    }

    /// <summary>Asks for a run of the guild that continues by itself.</summary>
    public async Task<Run> AskAsync(SandboxGuild? guild = null, int chunkSize = 50) =>
        ((RunStart.Started)await Store.StartAsync(
            new RunRequest(new GuildId((guild ?? Guild).Id), RunKind.Sync, RunTrigger.Cron, 0, chunkSize, ContinuesByItself: true), Ct)).Run;

    /// <summary>One firing.</summary>
    /// <returns>When the next one should begin.</returns>
    public Task<TimeSpan?> FireAsync(SandboxGuild? guild = null) => Get<RunFiring>().WorkAsync(new GuildId((guild ?? Guild).Id), Ct);

    /// <summary>Asks for a run and fires, each time when the one before wished, until there is nothing to go on with.</summary>
    public async Task<Run> CompleteAsync(SandboxGuild? guild = null, int chunkSize = 50)
    {
        var run = await AskAsync(guild, chunkSize);
        while (await FireAsync(guild) is { } delay)
        {
            await Task.Delay(delay, TimeProvider.System, Ct);
        }

        return await FindAsync(run.Id);
    }

    public async Task<Run> FindAsync(RunId run) => (await Store.FindAsync(run, Ct))!;

    public Task<IReadOnlyList<StoredChange>> ChangesAsync(Run run, Outcome? outcome = null) => Journal.ChangesAsync(run.Id, 0, 10_000, outcome, null, Ct);

    /// <summary>The roles of every member that no policy names, for comparison.</summary>
    public Dictionary<ulong, ulong[]> ForeignRoles()
    {
        var managed = Guild.PolicyVariables().Select(pair => ulong.Parse(pair.Value, CultureInfo.InvariantCulture)).ToHashSet();
        return Guild.MemberIds().ToDictionary(member => member, member => Guild.RolesOf(member).Where(role => !managed.Contains(role)).ToArray());
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    /// <summary>Limits of our own that run as much faster as the sandbox's, and no guard that holds a run for what it takes.</summary>
    private static IEnumerable<(string Name, string Value)> AsFastAs(SandboxServer server)
    {
        var speed = server.Options.Speed;
        yield return ("SYNC_MAX_REMOVALS", "100%");
        yield return ("RoleSync:Discord:GlobalSecond", Duration(1 / speed));
        yield return ("RoleSync:Discord:LimitGuard", Duration(Math.Max(0.001, 0.015 / speed)));
        yield return ("RoleSync:Ethos:CallsPerMinute", ((int)(server.Options.EthosCallsPerMinute * speed)).ToString(CultureInfo.InvariantCulture));
    }

    private static string Duration(double seconds) => TimeSpan.FromSeconds(seconds).ToString("c", CultureInfo.InvariantCulture);
}
