using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using RoleSync.Benchmarks.Reporting;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Recording;
using RoleSync.Sandbox.Worlds;
using RoleSync.Testing.Processes;

namespace RoleSync.Benchmarks.Rigs;

/// <summary>Discord and Ethos in this process, the product in one of its own, and a database that is gone afterwards.</summary>
internal sealed class Rig : IAsyncDisposable
{
    private const string LookUp = "/users/by/discord";
    private static readonly TimeSpan _between = TimeSpan.FromMilliseconds(100);

    private readonly DirectoryInfo _folder;
    private readonly HttpClient _http;
    private TimeSpan _cpuBefore;

    private Rig(SandboxServer sandbox, ServiceProcess service, DirectoryInfo folder)
    {
        (Sandbox, Service, _folder) = (sandbox, service, folder);
        _http = service.Connect();
    }

    /// <summary>Discord and Ethos.</summary>
    public SandboxServer Sandbox { get; }

    /// <summary>The product.</summary>
    public ServiceProcess Service { get; }

    /// <summary>Bytes of the database on the disk.</summary>
    public long DatabaseBytes => _folder.EnumerateFiles("runs.db").Sum(file => file.Length);

    /// <summary>Starts both; every guild of the sandbox is configured.</summary>
    /// <param name="options">Discord and Ethos.</param>
    /// <param name="settings">Of the product.</param>
    /// <param name="ct">Gives up.</param>
    /// <param name="hearsCommands">Whether it takes slash commands.</param>
    /// <param name="prepare">Changes Discord and Ethos before the product starts.</param>
    public static async Task<Rig> StartAsync(
        SandboxOptions options, IReadOnlyDictionary<string, string> settings, CancellationToken ct, bool hearsCommands = false, Action<SandboxServer>? prepare = null)
    {
        var sandbox = await SandboxServer.StartAsync(options with { KeepJournal = JournalDetail.Counts }, ct);
        prepare?.Invoke(sandbox);
        var folder = Directory.CreateTempSubdirectory("rolesync-bench-");
        var variables = new Dictionary<string, string> { ["AUTO_CONTINUE_CHUNKS"] = "true", ["SYNC_MAX_REMOVALS"] = "100%" };
        await ConfigureAsync(sandbox.World.Guilds.Skip(1), folder, ct);
        foreach (var (name, value) in hearsCommands ? settings.Concat(sandbox.CommandEnvironment()) : settings)
        {
            variables[name] = value;
        }

        var service = await ServiceProcess.StartAsync(sandbox, Path.Combine(folder.FullName, "runs.db"), variables, ct, folder.FullName);
        return new Rig(sandbox, service, folder);
    }

    /// <summary>
    /// Synchronises a small guild of its own, so that what is compiled once in the life of the service is compiled: that does not
    /// get faster with the limits, and would be counted against them as often as they are faster.
    /// </summary>
    public async Task WarmUpAsync(SandboxGuild guild, CancellationToken ct)
    {
        await SyncAsync([guild], TimeSpan.FromMinutes(2), ct);
        Forget();
    }

    /// <summary>Forgets what it cost so far.</summary>
    public void Forget()
    {
        Sandbox.Journal.Clear();
        _cpuBefore = Service.ProcessorTime;
    }

    /// <summary>What it cost since then.</summary>
    public Costs Costs() => CostsOf(Sandbox) with
    {
        PeakMegabytes = Service.PeakMegabytes,
        CpuSeconds = (Service.ProcessorTime - _cpuBefore).TotalSeconds,
    };

    /// <summary>What was asked of a sandbox that no service works against.</summary>
    public static Costs CostsOf(SandboxServer sandbox)
    {
        var ethos = sandbox.Journal.Count(route: LookUp);
        return new Costs(sandbox.Journal.Count() - ethos, ethos, sandbox.Journal.RateLimited.Values.Sum(), null, null);
    }

    /// <summary>Starts a run in each guild and waits until all of them have ended.</summary>
    /// <returns>From the first request to the end of the last run, by the clock that both processes share; and the runs.</returns>
    /// <exception cref="InvalidOperationException">A run did not start, failed, was held, or had not ended in time.</exception>
    public async Task<(TimeSpan Took, IReadOnlyList<EndedRun> Runs)> SyncAsync(
        IReadOnlyList<SandboxGuild> guilds, TimeSpan patience, CancellationToken ct, bool dryRun = false)
    {
        var before = Now();
        var ids = await Task.WhenAll(guilds.Select(guild => TriggerAsync(guild, 0, dryRun, ct)));
        var runs = await WaitAsync([.. ids], run => run.IsRunning, patience, ct);
        if (runs.FirstOrDefault(run => run.Phase is not "completed") is { } failed)
        {
            throw new InvalidOperationException($"Run {failed.Id} ended as {failed.Phase}: {failed.Error}\n{LastLines()}");
        }

        return (TimeSpan.FromMilliseconds(runs.Max(run => run.EndedAt!.Value) - before), runs);
    }

    /// <summary>Starts or continues a run.</summary>
    /// <returns>Its id.</returns>
    public async Task<long> TriggerAsync(SandboxGuild guild, int startIndex, bool dryRun, CancellationToken ct)
    {
        var wish = new { guildId = guild.Id.ToString(CultureInfo.InvariantCulture), startIndex, dryRun };
        using var answer = await _http.PostAsJsonAsync("/trigger-sync", wish, ct);
        return answer.IsSuccessStatusCode
            ? (await answer.Content.ReadFromJsonAsync<Started>(ct))!.RunId
            : throw new InvalidOperationException($"No run started: {await answer.Content.ReadAsStringAsync(ct)}");
    }

    /// <summary>One run as it stands.</summary>
    public async Task<EndedRun> FindAsync(long run, CancellationToken ct) => (await _http.GetFromJsonAsync<RunDetail>($"/runs/{run}", ct))!.Run;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Service.DisposeAsync();
        await Sandbox.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>Waits until so many passes over the guild have ended.</summary>
    /// <exception cref="InvalidOperationException">They have not in time.</exception>
    public async Task<LastPass> UntilPassAsync(SandboxGuild guild, int passes, TimeSpan patience, CancellationToken ct)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < patience)
        {
            var answer = await _http.GetFromJsonAsync<Status>($"/sync-status?guildId={guild.Id}", ct);
            if (answer!.Of.LastPass is { } last && last.Passes >= passes)
            {
                return last;
            }

            await Task.Delay(_between, TimeProvider.System, ct);
        }

        throw new InvalidOperationException($"After {patience} there were not yet {passes} passes over guild {guild.Id}:\n{LastLines()}");
    }

    /// <summary>How many runs are stored, 1,000 at the most.</summary>
    public async Task<int> CountRunsAsync(CancellationToken ct) => (await _http.GetFromJsonAsync<RunPage>("/runs?limit=1000", ct))!.Runs.Count;

    /// <summary>Bytes of an answer.</summary>
    public async Task<int> LengthOfAsync(string path, CancellationToken ct) => (await _http.GetByteArrayAsync(path, ct)).Length;

    /// <summary>By a file: so many guilds do not fit into the variables of a process.</summary>
    private static Task ConfigureAsync(IEnumerable<SandboxGuild> guilds, DirectoryInfo folder, CancellationToken ct)
    {
        var policies = guilds.ToDictionary(guild => $"{guild.Id}", guild => guild.PolicyVariables().ToDictionary());
        var settings = new Dictionary<string, object> { ["RoleSync"] = new Dictionary<string, object> { ["Guilds"] = policies } };
        return File.WriteAllTextAsync(Path.Combine(folder.FullName, "appsettings.json"), JsonSerializer.Serialize(settings), ct);
    }

    private async Task<IReadOnlyList<EndedRun>> WaitAsync(HashSet<long> ids, Predicate<EndedRun> isUnderWay, TimeSpan patience, CancellationToken ct)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < patience)
        {
            await Task.Delay(_between, TimeProvider.System, ct);
            var page = await _http.GetFromJsonAsync<RunPage>("/runs?limit=1000", ct);
            var runs = page!.Runs.Where(run => ids.Contains(run.Id)).ToList();
            if (!runs.Exists(isUnderWay))
            {
                return runs;
            }
        }

        throw new InvalidOperationException($"After {patience} the work is not done yet:\n{LastLines()}");
    }

    private string LastLines() => string.Join('\n', Service.Log.Split('\n').TakeLast(15));

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record Started(long RunId);

    private sealed record RunDetail(EndedRun Run);

    private sealed record Status([property: JsonPropertyName("status")] GuildStatus Of);

    private sealed record GuildStatus(LastPass? LastPass);

    private sealed record RunPage(IReadOnlyList<EndedRun> Runs);
}

/// <summary>A run as the service tells it; times are milliseconds since 1970.</summary>
internal sealed record EndedRun(
    long Id, string GuildId, string Phase, bool IsRunning, int TotalUsers, int NextIndex, int Planned, int Applied, int Failed, int Chunks,
    long CreatedAt, long? PlannedAt, long? EndedAt, string? Error);

/// <summary>The passes over a guild as the service tells them; times are milliseconds.</summary>
internal sealed record LastPass(int Passes, long EndedAt, long Duration);
