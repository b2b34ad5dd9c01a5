using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using RoleSync.Simulation.Histories;
using RoleSync.Simulation.Judging;
using RoleSync.Simulation.Kernel;
using RoleSync.Simulation.Service;
using RoleSync.Storage.Databases;

namespace RoleSync.Simulation.Playing;

/// <summary>What came of a history.</summary>
/// <param name="Findings">What must never be; empty when all is well.</param>
/// <param name="Story">What happened.</param>
/// <param name="Elapsed">Virtual time.</param>
internal sealed record Outcome(IReadOnlyList<Finding> Findings, Story Story, TimeSpan Elapsed);

/// <summary>Plays histories, one after the other, each in a world and a database of its own.</summary>
internal sealed class Player : IDisposable
{
    private static readonly TimeSpan _timeLimit = TimeSpan.FromSeconds(120);

    private readonly string _folder = Directory.CreateDirectory(Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"rolesync-simulation-{Environment.ProcessId}")).FullName;
    private string? _template;
    private int _played;

    /// <summary>Plays a history to its end.</summary>
    public Outcome Play(History history, bool keepsStory, Action<IServiceCollection>? planted = null)
    {
        var time = new SimulatedTime(history.Seed);
        var story = new Story(time, keepsStory);
        var file = Path.Combine(_folder, $"{_played++}.db");
        File.Copy(Template(), file, overwrite: true);
        var scenario = new SimulatedRun(history, time, story, file, planted);
        List<Finding> findings = [];
        try
        {
            SingleThread.Run(() => PlayAsync(scenario), time, history.Seed, history.CountsCollections ? _timeLimit * Math.Max(1, history.Length.TotalDays) * 5 : _timeLimit);
        }
        catch (Exception fault)
        {
            findings.Add(new Finding(time.Elapsed, fault is HungException ? "a history ends" : "the simulation itself does not fail", fault.ToString()));
            story.Tell("JUDGE", fault.ToString());
        }

        findings.InsertRange(0, scenario.Judge.Findings);
        SqliteConnection.ClearAllPools();
        foreach (var part in Directory.EnumerateFiles(_folder, $"{Path.GetFileName(file)}*"))
        {
            File.Delete(part);
        }

        return new Outcome(findings, story, time.Elapsed);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task PlayAsync(SimulatedRun scenario)
    {
        await scenario.Supervisor.StartAsync();
        var monitor = new StatusMonitor(scenario);
        monitor.Begin();
        foreach (var historyEvent in scenario.History.Events.OrderBy(historyEvent => historyEvent.At))
        {
            scenario.Time.CreateTimer(_ => _ = PlayEventAsync(scenario, historyEvent), null, Later(historyEvent.At, scenario.Time.Elapsed), Timeout.InfiniteTimeSpan);
        }

        if (scenario.History.CountsCollections)
        {
            await Task.Delay(Later(scenario.History.Length / 2, scenario.Time.Elapsed), scenario.Time);
            var half = scenario.Supervisor.Up.Single().CountCollections();
            await Task.Delay(Later(scenario.History.Length, scenario.Time.Elapsed), scenario.Time);
            foreach (var grown in CollectionSizes.Grown(half, scenario.Supervisor.Up.Single().CountCollections()))
            {
                scenario.Judge.Find("no collection grows with simulated days", $"after {scenario.History.Length / 2:c} and after {scenario.History.Length:c}: {grown}");
            }
        }

        await Task.Delay(Later(scenario.History.Length, scenario.Time.Elapsed), scenario.Time);
        await new FinalCheck(scenario).PlayAsync();
        monitor.End();
        foreach (var instance in scenario.Supervisor.Up.ToList())
        {
            instance.Process.Crash("the end of the history");
        }
    }

    private static async Task PlayEventAsync(SimulatedRun scenario, HistoryEvent historyEvent)
    {
        try
        {
            var what = await historyEvent.PlayAsync(scenario);
            scenario.Story.Tell("event", what);
        }
        catch (EmptyGuildException)
        {
            scenario.Story.Tell("event", $"{historyEvent.GetType().Name}: nobody is there");
        }
        catch (ProcessGoneException)
        {
            scenario.Story.Tell("event", $"{historyEvent.GetType().Name}: the process that was asked died over it");
        }
        catch (Exception fault) when (scenario.Judge.Stores(TimeSpan.FromMinutes(1)))
        {
            scenario.Judge.Find("no exception that nobody planned", $"{historyEvent}: {fault}");
        }
        catch (Exception fault)
        {
            scenario.Story.Tell("event", $"{historyEvent.GetType().Name}: {fault.Message}");
        }
    }

    private static TimeSpan Later(TimeSpan at, TimeSpan now) => at > now ? at - now : TimeSpan.Zero;

    /// <summary>An empty database with its tables, made once.</summary>
    private string Template()
    {
        if (_template is null)
        {
            var file = Path.Combine(_folder, "template");
            Debug.Assert(SingleThread.IsHere, "The simulation needs a process with one pool thread.");
            var problem = Task.Run(() => new SqliteDatabase(SimulatedDatabase.Connection(file)).PrepareAsync(CancellationToken.None)).GetAwaiter().GetResult();
            if (problem is not null)
            {
                throw new InvalidOperationException(problem);
            }

            SqliteConnection.ClearAllPools();
            _template = file;
        }

        return _template;
    }
}
