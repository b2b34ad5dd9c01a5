using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using RoleSync.Simulation.Kernel;
using RoleSync.Simulation.Network;
using RoleSync.Simulation.Service;

namespace RoleSync.Simulation.Playing;

/// <summary>What systemd or a cluster does: starts the processes of the service, and starts them again when they end.</summary>
internal sealed class Supervisor(SimulatedRun scenario, SeededRandom chance, string databaseFile, Action<IServiceCollection>? planted)
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5);

    private readonly Slot[] _slots = [.. Enumerable.Range(0, scenario.History.IsPair ? 2 : 1).Select(number => new Slot(number))];
    private readonly SeededRandom _latencies = chance.Stream(2);

    /// <summary>The processes that are there, frozen ones included.</summary>
    public IEnumerable<ServiceInstance> Up => _slots.Select(slot => slot.Instance).Where(instance => instance is { Process.IsGone: false })!;

    /// <summary>Starts every process.</summary>
    public async Task StartAsync()
    {
        foreach (var slot in _slots)
        {
            await StartAsync(slot);
        }
    }

    public void CrashAfter(int process, int passes, TimeSpan downFor)
    {
        var slot = Of(process);
        slot.DownFor = downFor;
        slot.Instance?.Process.CrashAfter(passes);
    }

    public void FreezeAfter(int process, int passes, TimeSpan duration) => Of(process).Instance?.Process.FreezeAfter(passes, duration);

    public void SetClock(int process, TimeSpan by)
    {
        var slot = Of(process);
        slot.Offset += by;
        if (slot.Instance is { } instance)
        {
            instance.Process.Time.Offset = slot.Offset;
        }
    }

    public async Task RestartAllAsync()
    {
        foreach (var slot in _slots)
        {
            await RestartAsync(slot.Number, TimeSpan.FromSeconds(1));
        }
    }

    public async Task RestartAsync(int process, TimeSpan downFor)
    {
        var slot = Of(process);
        if (slot.Instance is not { Process.IsGone: false } instance || slot.IsBusy)
        {
            slot.WantsNew = true;
            return;
        }

        slot.IsBusy = true;
        var ended = new TaskCompletionSource();
        instance.Process.OnEnd(() => ended.TrySetResult());
        instance.Process.Enter(() => _ = Task.Run(async () =>
        {
            await instance.StopAsync();
            ended.TrySetResult();
        }));
        await Task.WhenAny(ended.Task, Task.Delay(TimeSpan.FromSeconds(30), scenario.Time));
        if (!instance.Process.IsGone)
        {
            slot.DownFor = null;
            instance.Process.Crash("the end of a stop");
            await instance.DisposeAsync();
        }

        slot.Instance = null;
        await Task.Delay(downFor, scenario.Time);
        slot.IsBusy = false;
        await StartAsync(slot);
    }

    private Slot Of(int process) => _slots[process % _slots.Length];

    private async Task StartAsync(Slot slot)
    {
        if (slot.IsBusy)
        {
            return;
        }

        slot.IsBusy = true;
        while (true)
        {
            slot.WantsNew = false;
            var process = new Process($"p{slot.Number}.{slot.Starts++}", scenario.Time, slot.Offset);
            var ended = new TaskCompletionSource<ServiceInstance?>();
            process.OnEnd(() => ended.TrySetResult(null));
            process.OnLifecycle = change => Lifecycle(slot, process, change);
            scenario.Judge.LifecycleChanged();
            _ = Task.Run(async () => await TryAsync(process, ended));
            if (await ended.Task is { } instance)
            {
                slot.Instance = instance;
                scenario.Story.Tell(process.Name, "has started");
                scenario.Judge.LifecycleChanged();
                if (!slot.WantsNew)
                {
                    break;
                }
            }

            process.Crash("a start that failed");
            await Task.Delay(_pause, scenario.Time);
        }

        slot.IsBusy = false;
    }

    private async Task TryAsync(Process process, TaskCompletionSource<ServiceInstance?> ended)
    {
        try
        {
            ended.TrySetResult(await ServiceInstance.StartAsync(Setup(process), CancellationToken.None));
        }
        catch (Exception fault)
        {
            if (scenario.Judge.Stores(TimeSpan.FromSeconds(30)) && !process.IsGone)
            {
                scenario.Judge.Find("no exception that nobody planned", $"{process.Name} does not start: {fault}");
            }

            scenario.Story.Tell(process.Name, $"does not start: {fault.Message}");
            ended.TrySetResult(null);
        }
    }

    private void Lifecycle(Slot slot, Process process, string change)
    {
        scenario.Story.Tell(process.Name, change);
        scenario.Judge.LifecycleChanged();
        if (process.IsGone && slot.Instance?.Process == process && slot.DownFor is { } pause)
        {
            (slot.Instance, slot.DownFor) = (null, null);
            scenario.Time.CreateTimer(_ => _ = StartAsync(slot), null, pause, Timeout.InfiniteTimeSpan);
        }
    }

    private ServiceSetup Setup(Process process)
    {
        var first = scenario.Sandbox.World.TheGuild;
        var configuration = new Dictionary<string, string?>(scenario.History.Settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)))
        {
            ["DISCORD_TOKEN"] = scenario.Sandbox.Token,
            ["DISCORD_GUILD_ID"] = first.Id.ToString(CultureInfo.InvariantCulture),
            ["DISCORD_API_BASE_URL"] = scenario.Sandbox.DiscordUrl.OriginalString,
            ["ETHOS_API_BASE_URL"] = scenario.Sandbox.EthosUrl.OriginalString,
            ["SYNC_AUTH_TOKEN"] = InProcessServer.Token,
            ["ROLESYNC_DATABASE"] = scenario.History.IsPair ? "Host=simulated;Database=rolesync" : $"Data Source={databaseFile}",
        };
        foreach (var (guild, policy) in scenario.Policies)
        {
            foreach (var (name, role) in policy.Roles)
            {
                configuration[$"RoleSync:Guilds:{guild}:{name}"] = role.ToString(CultureInfo.InvariantCulture);
            }
        }

        return new ServiceSetup(
            process, configuration, databaseFile, scenario.Health, scenario.TriggerStore,
            () => new InMemoryHandler(process, scenario.Sandbox.AnswerAsync, scenario.Time, _latencies, scenario.History.SlowestLatency, scenario.Traffic),
            entry =>
            {
                scenario.Story.Tell(entry.Process.Name, $"{entry.Level.ToString().ToLowerInvariant()}: {entry.Text}");
                scenario.Judge.Logged(entry);
            },
            planted);
    }

    private sealed class Slot(int number)
    {
        public int Number => number;

        public ServiceInstance? Instance { get; set; }

        public TimeSpan Offset { get; set; }

        public TimeSpan? DownFor { get; set; } = TimeSpan.FromSeconds(10);

        public int Starts { get; set; }

        public bool IsBusy { get; set; }

        /// <summary>The configuration has changed since it began.</summary>
        public bool WantsNew { get; set; }
    }
}
