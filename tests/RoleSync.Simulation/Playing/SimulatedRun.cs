using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RoleSync.Core.Guilds;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Members;
using RoleSync.Policies;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Recording;
using RoleSync.Sandbox.Worlds;
using RoleSync.Simulation.Histories;
using RoleSync.Simulation.Judging;
using RoleSync.Simulation.Kernel;
using RoleSync.Simulation.Network;
using RoleSync.Simulation.Service;

namespace RoleSync.Simulation.Playing;

/// <summary>Where a history is played: the world, the processes of the service, and those who work with them.</summary>
internal sealed class SimulatedRun
{
    private readonly Dictionary<ulong, GuildPolicy> _policies;
    private readonly List<Postponed> _later = [];
    private readonly SeededRandom _choices;

    public SimulatedRun(History history, SimulatedTime time, Story story, string databaseFile, Action<IServiceCollection>? planted)
    {
        (History, Time, Story) = (history, time, story);
        var chance = new SeededRandom(history.Seed);
        _choices = chance.Stream(1);
        Sandbox = SandboxServer.Create(new SandboxOptions
        {
            Seed = history.Seed,
            Time = time,
            Compress = false,
            KeepJournal = JournalDetail.Counts,
            Guilds = [.. history.Guilds.Select(Options)],
        });
        _policies = Sandbox.World.Guilds.ToDictionary(guild => guild.Id, guild => new GuildPolicy(guild.PolicyVariables()));
        Health = new DatabaseHealth();
        TriggerStore = new TriggerStore(time, Health);
        Traffic = new Traffic(time);
        Judge = new Judge(Sandbox, time, _policies, new JudgeSettings(
            history.Settings.GetValueOrDefault("SYNC_MAX_REMOVALS") != "100%", !history.IsPair));
        Traffic.OnSent = Judge.Sent;
        Traffic.OnAnswered = Judge.Answered;
        Traffic.OnDone = Judge.Done;
        Judge.OnFinding = finding => story.Tell("JUDGE", $"[{finding.Rule}] {finding.What}");
        Judge.OnWrite = write => story.Tell("discord", $"{write.Method} {(write.Kind is WriteKind.Grant ? "gives" : "takes")} {write.Role} of {write.Member}{(write.Changed ? "" : ", which changes nothing")}{(write.Lost ? ", which is lost" : "")} ({write.Reason})");
        Supervisor = new Supervisor(this, chance, databaseFile, planted);
    }

    public History History { get; }

    public SimulatedTime Time { get; }

    public Story Story { get; }

    public SandboxServer Sandbox { get; }

    public DatabaseHealth Health { get; }

    public TriggerStore TriggerStore { get; }

    public Traffic Traffic { get; }

    public Judge Judge { get; }

    /// <summary>Who starts the processes, and starts them again.</summary>
    public Supervisor Supervisor { get; }

    public IReadOnlyDictionary<ulong, GuildPolicy> Policies => _policies;

    public SandboxGuild Guild(int index) => Sandbox.World.Guilds[index % Sandbox.World.Guilds.Count];

    public string IdOf(int guild) => Guild(guild).Id.ToString(CultureInfo.InvariantCulture);

    public GuildPolicy Policy(int guild) => _policies[Guild(guild).Id];

    public bool HasRole(int guild, ulong role) => Guild(guild).Roles.Any(known => known.Id == role);

    /// <summary>The person at that share of the member list.</summary>
    public ulong MemberOf(int guild, double share)
    {
        ulong[] people = [.. Guild(guild).MemberIds().Where(id => !Guild(guild).IsBot(id))];
        return people.Length == 0 ? throw new EmptyGuildException() : people[(int)(share * people.Length)];
    }

    /// <summary>Lets something happen later, at the end of all faults at the latest.</summary>
    public void Later(TimeSpan after, Func<string> what) => LaterAsync(after, () => Task.FromResult(what()));

    public void LaterAsync(TimeSpan after, Func<Task<string>> what)
    {
        var entry = new Postponed(what);
        _later.Add(entry);
        Time.CreateTimer(_ => _ = RunAsync(entry), null, after, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Lets everything happen now that was to happen later.</summary>
    public async Task CatchUpAsync()
    {
        for (var index = 0; index < _later.Count; index++)
        {
            await RunAsync(_later[index]);
        }

        _later.Clear();
    }

    /// <summary>Calls the API of one of the processes.</summary>
    public async Task<(int Status, JsonElement Body)> CallAsync(string method, string path, object? body = null)
    {
        ServiceInstance[] up = [.. Supervisor.Up];
        return up.Length == 0 ? (0, default) : await up[_choices.Between(0, up.Length - 1)].CallAsync(method, path, body);
    }

    /// <summary>The newest run of a guild where it is in that phase, or over where none is named.</summary>
    public async Task<long?> RunAsync(int guild, string? phase)
    {
        var (status, body) = await CallAsync("GET", $"/runs?guildId={IdOf(guild)}&limit=1");
        return status == 200 && body.GetProperty("runs") is var runs && runs.GetArrayLength() > 0 && (phase is null || runs[0].GetProperty("phase").GetString() == phase)
            ? runs[0].GetProperty("id").GetInt64() : null;
    }

    public async Task<string> VerifyAsync(int guild, ulong member)
    {
        if (Supervisor.Up.FirstOrDefault() is not { } instance)
        {
            return "nobody answers";
        }

        var (id, services) = (new GuildId(Guild(guild).Id), instance.Services);
        await services.GetRequiredService<StoredRoles>().RefreshAsync(id, CancellationToken.None);
        var answer = await services.GetRequiredService<Verifier>().VerifyAsync(
            id, new MemberId(member), services.GetRequiredService<GuildPolicies>().Find(id)!, new Requester(RunTrigger.Discord, "Discord: a member"), CancellationToken.None);
        return answer.GetType().Name;
    }

    /// <summary>A role is made anew and named in the configuration instead of an old one; every process is restarted.</summary>
    public async Task RenewRoleAsync(int guild, ulong old)
    {
        if (!Policy(guild).Named.Contains(old))
        {
            return;
        }

        var made = Guild(guild).AddRole($"new {old}", 3, kind: RoleKind.Policy);
        Policy(guild).Rename(old, made.Id);
        Judge.Disturbed(Guild(guild).Id);
        await Supervisor.RestartAllAsync();
        Judge.Retired(Guild(guild).Id, old);
        Judge.Disturbed(Guild(guild).Id);
    }

    public void CrashAfter(int process, int passes, TimeSpan downFor) => Supervisor.CrashAfter(process, passes, downFor);

    public void FreezeAfter(int process, int passes, TimeSpan duration) => Supervisor.FreezeAfter(process, passes, duration);

    public Task RestartAsync(int process, TimeSpan downFor) => Supervisor.RestartAsync(process, downFor);

    public void SetClock(int process, TimeSpan by) => Supervisor.SetClock(process, by);

    private async Task RunAsync(Postponed entry)
    {
        if (!entry.IsDone)
        {
            entry.IsDone = true;
            Story.Tell("world", await entry.What());
        }
    }

    private static GuildOptions Options(GuildPlan plan) => new()
    {
        Members = plan.Members,
        Bots = plan.Bots,
        VerifiedShare = plan.Verified,
        WrongShare = plan.Wrong,
        Wrong = plan.Kind,
        AbsentShare = plan.Absent,
        NoInteractionShare = plan.NoInteraction,
        MergedShare = plan.Members > 100 ? 0.01 : 0,
        TwinShare = 0.02,
    };

    private sealed class Postponed(Func<Task<string>> what)
    {
        public Func<Task<string>> What => what;

        public bool IsDone { get; set; }
    }
}

/// <summary>The guild has no people any more.</summary>
internal sealed class EmptyGuildException() : Exception("Nobody is there.");
